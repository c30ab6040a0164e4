import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createClient } from '../../packages/client/dist/index.js';
import { Inspector } from './inspector.mjs';
import { abandonedSocketsOf, descriptorsOf, statusOf } from './process-usage.mjs';

const MAIN = new URL('../../apps/node/dist/main.js', import.meta.url).pathname;
const MOVABLE_CLOCK = new URL('movable-clock.mjs', import.meta.url).href;
/** The newest blocks whose records keep their history: the node forgets older history while it makes blocks. The least is 240. */
export const KEPT_BLOCKS = 300;
/** Characters of what the node printed last that a report of its end quotes. */
const QUOTED = 2000;
/** Milliseconds that a process which answers no more may take to end: it closes its storage first. */
const END_MS = 30_000;
/** Milliseconds between two looks whether a node is ready. */
const POLL_MS = 20;

/** A devnet as a child process, in a folder that outlives it: it can be stopped, killed and started again. */
export class Devnet {
  #folder;
  #storage;
  #child;
  #exit;
  #client;
  #stderr = '';
  /** The debugger of the running process. */
  inspector;
  /** Lines of blocks that the node has printed; the caller empties it. */
  lines = [];

  constructor(folder, storage) {
    this.#folder = folder;
    this.#storage = storage;
  }

  get datadir() {
    return join(this.#folder, 'devnet');
  }

  get pid() {
    return this.#child.pid;
  }

  get url() {
    return this.#client.url;
  }

  /** What the process printed last on stderr. */
  get lastWords() {
    return this.#stderr.slice(-QUOTED).trim();
  }

  /** Whether the process has ended, however. */
  get hasEnded() {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Waits for the end of a process that gives no answer. @returns whether it has ended */
  async endsSoon() {
    const timer = new AbortController();
    const waiting = setTimeout(END_MS, false, { signal: timer.signal }).catch(() => true);
    const hasEnded = await Promise.race([this.#exit.then(() => true), waiting]);
    timer.abort();
    return hasEnded;
  }

  /** Starts the node, and waits until it answers. @throws when it ends before */
  async start() {
    const ready = join(this.#folder, 'ready.json');
    rmSync(ready, { force: true });
    const flags = ['--storage', this.#storage, '--rpc-port', '0', '--ready-file', ready];
    const history = ['--keep-history', String(KEPT_BLOCKS)];
    const fixed = ['--block-time', 'manual', '--load-accounts', '200', '--accounts', '10', '--workers', '1'];
    const json = ['--json', this.#summaryFile];
    const args = [
      '--inspect=127.0.0.1:0',
      '--import',
      MOVABLE_CLOCK,
      MAIN,
      'dev',
      '--datadir',
      this.datadir,
      ...flags,
      ...history,
      ...fixed,
      ...json,
    ];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    this.#exit = once(child, 'close');
    this.#stderr = '';
    let inspectorUrl;
    child.stderr.setEncoding('utf8').on('data', (text) => {
      this.#stderr = (this.#stderr + text).slice(-2 * QUOTED);
      inspectorUrl ??= /^Debugger listening on (ws:\S+)\s/m.exec(this.#stderr)?.[1];
    });
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop();
      for (const line of parts) if (line.startsWith('block ')) this.lines.push(line);
    });
    while (!existsSync(ready)) {
      if (this.hasEnded) throw new Error(`tos-node ended before it answered: ${this.lastWords}`);
      await setTimeout(POLL_MS);
    }
    this.inspector = new Inspector(inspectorUrl);
    this.#client = createClient({ url: JSON.parse(readFileSync(ready, 'utf8')).rpcUrl, timeoutMs: 300_000 });
  }

  /** Calls a method of the node. @throws as `Client.call` */
  call(method, params) {
    return this.#client.call(method, params);
  }

  /**
   * Stops the node as an operator does.
   * @returns the summary of this run of it; null when the chain is so long that the node had no time to count all coins
   * @throws when it does not end with 0
   */
  async stop() {
    rmSync(this.#summaryFile, { force: true });
    this.#child.kill('SIGTERM');
    const [code, signal] = await this.#exit;
    if (code !== 0) throw new Error(`a node that was stopped ended with ${signal ?? code}: ${this.lastWords}`);
    return existsSync(this.#summaryFile) ? JSON.parse(readFileSync(this.#summaryFile, 'utf8')) : null;
  }

  async kill() {
    this.#child.kill('SIGKILL');
    await this.#exit;
  }

  /** Runs a `tos-node db` command, while the node does not run. @returns what it printed @throws when it fails */
  async db(...args) {
    const child = spawn(process.execPath, [MAIN, 'db', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`db ${args.join(' ')} ended with ${code}: ${output.slice(-QUOTED).trim()}`);
    return output;
  }

  /** What the process uses now. Numbers that this system does not show are null. */
  usage() {
    return {
      // The memory of the process itself: pages of a mapped database are not its own, and the system takes them back when it needs them.
      memoryBytes: statusOf(this.pid, 'RssAnon', 1024),
      threads: statusOf(this.pid, 'Threads', 1),
      ...this.#descriptors(),
      diskBytes: sizesIn(this.datadir).reduce((sum, size) => sum + size, 0),
    };
  }

  /** Connections that their clients have closed, and the node has not. */
  abandonedSockets() {
    return abandonedSocketsOf(this.pid);
  }

  /** Bytes of the largest file of the data directory. */
  largestFile() {
    return Math.max(...sizesIn(this.datadir));
  }

  /**
   * Handles, and sockets beyond those that this process has, which is every client: each of its sockets has its other end in the node. What
   * remains are the ports on which the node listens, and connections that it has not closed.
   */
  #descriptors() {
    const { handles, sockets } = descriptorsOf(this.pid);
    return { handles, clientlessSockets: sockets === null ? null : sockets - descriptorsOf(process.pid).sockets };
  }

  get #summaryFile() {
    return join(this.#folder, 'summary.json');
  }
}

function sizesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile()) return [];
    // LevelDB removes files while this looks at them.
    const found = statSync(join(entry.parentPath ?? entry.path, entry.name), { throwIfNoEntry: false });
    return found === undefined ? [] : [found.size];
  });
}
