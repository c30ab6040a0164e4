import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExactJson, type ExactJsonInput, parseExactJson, stringifyExactJson } from '@tos/protocol';

/** The built program that `tos-node` runs. */
export const MAIN: string = new URL('../dist/main.js', import.meta.url).pathname;

/** The environment without the variables that change how output looks. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const { NO_COLOR, FORCE_COLOR, ...rest } = process.env;
  return rest;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and how a process is started. */
export interface Surroundings {
  readonly folder?: string;
  /** Variables besides those of this process. */
  readonly environment?: NodeJS.ProcessEnv;
  /** A program with its arguments, which starts Node with the arguments that follow. */
  readonly through?: readonly string[];
}

/** `tos-node` as a child process. `killAll` ends every one that a test has started. */
export class NodeProcess {
  stdout = '';
  stderr = '';
  readonly #child: ChildProcess;
  readonly #exit: Promise<Exit>;
  static readonly #running: Set<NodeProcess> = new Set();
  static readonly #folders: string[] = [];

  /** @param first the command of `tos-node`, or surroundings, which the command follows */
  constructor(first: string | Surroundings, ...rest: string[]) {
    const surroundings = typeof first === 'string' ? {} : first;
    const args = typeof first === 'string' ? [first, ...rest] : rest;
    const { folder, environment = {}, through = [] } = surroundings;
    const [program = '', ...before] = [...through, process.execPath];
    const child = spawn(program, [...before, MAIN, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: folder,
      env: { ...plainEnvironment(), ...environment },
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.#child = child;
    NodeProcess.#running.add(this);
    this.#exit = once(child, 'close').then(([code, signal]) => {
      NodeProcess.#running.delete(this);
      return { code, signal, stdout: this.stdout, stderr: this.stderr };
    });
  }

  /** Resolves when all have ended: until then a killed process may write into its folder, which then cannot be removed. */
  static async killAll(): Promise<void> {
    const running = [...NodeProcess.#running];
    for (const node of running) node.kill('SIGKILL');
    await Promise.all(running.map((node) => node.exit()));
    for (const folder of NodeProcess.#folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  }

  /** Starts a devnet in memory on any free port. Its folder is its own: it is locked, whatever the storage is. */
  static inMemory(...args: string[]): NodeProcess {
    const folder = mkdtempSync(join(tmpdir(), 'tos-in-memory-'));
    NodeProcess.#folders.push(folder);
    return NodeProcess.dev(folder, '--storage', 'memory', ...args);
  }

  /** Starts a devnet on any free port. */
  static dev(datadir: string, ...args: string[]): NodeProcess {
    return new NodeProcess('dev', '--datadir', datadir, '--rpc-port', '0', ...args);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  exit(): Promise<Exit> {
    return this.#exit;
  }

  /** The first match in what was printed, now or later. @throws with all that was printed when the process ends before. */
  printed(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#match(pattern, () => this.stdout);
  }

  /** The first match in what was printed on stderr, now or later. */
  reported(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#match(pattern, () => this.stderr);
  }

  async #match(pattern: RegExp, text: () => string): Promise<RegExpExecArray> {
    let ended: Exit | undefined;
    const exit = this.#exit.then((value) => {
      ended = value;
    });
    for (;;) {
      const match = pattern.exec(text());
      if (match !== null) return match;
      if (ended !== undefined) throw new Error(`ended without ${pattern}: ${JSON.stringify(ended)}`);
      const { stdout, stderr } = this.#child;
      const more = new AbortController();
      const data = [stdout, stderr].map((stream) => once(stream!, 'data', more));
      // Looked for at every piece of output: what a test waits for may be over soon.
      await Promise.race([exit, ...data]);
      more.abort();
      await Promise.allSettled(data);
    }
  }

  /** The URL at which the node takes calls. */
  async url(): Promise<string> {
    const match = await this.printed(/^ +RPC +(\S+)$/m);
    return match[1]!;
  }

  /** The whole answer to one call. */
  async call(method: string, params: ExactJsonInput = null): Promise<{ readonly [key: string]: ExactJson }> {
    return this.post(stringifyExactJson({ jsonrpc: '2.0', id: 1, method, params }));
  }

  /** The answer to any body; an empty object when there is none. */
  async post(body: string): Promise<{ readonly [key: string]: ExactJson }> {
    const response = await fetch(await this.url(), { method: 'POST', body });
    const answer = parseExactJson(await response.text());
    return typeof answer === 'object' && answer !== null ? Object.fromEntries(Object.entries(answer)) : {};
  }

  /** The result of a call. @throws with the whole answer when it is an error. */
  async result(method: string, params: ExactJsonInput = null): Promise<ExactJson> {
    const answer = await this.call(method, params);
    if (answer['result'] === undefined) throw new Error(stringifyExactJson(answer));
    return answer['result'];
  }
}
