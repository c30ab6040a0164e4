import { type ChildProcess, type ForkOptions, fork, type SpawnOptions, spawn } from 'node:child_process';
import { type EventEmitter, once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** A process of a test. */
export interface HelperProcess {
  readonly child: ChildProcess;
  /** Resolves with its exit code, or null after a signal, once its output has been read to the end. */
  readonly ended: Promise<number | null>;
  /** What it has written to stderr: what a failure must show. */
  errors(): string;
}

/** The threads and processes that a test starts. None outlives the test, so that a failure leaves nothing that keeps a runner from its end. */
export class Helpers {
  readonly #processes: Set<HelperProcess> = new Set();
  readonly #threads: Set<Worker> = new Set();

  /** A process that is read from, and written to where its `stdin` is a pipe. */
  spawn([command = '', ...args]: readonly string[], { stdin }: { readonly stdin: 'ignore' | 'pipe' }): HelperProcess {
    // A group of its own: what a shell has started ends with it.
    const options: SpawnOptions = { stdio: [stdin, 'pipe', 'pipe'], detached: true };
    return this.#track(spawn(command, args, options));
  }

  /** A process that messages go to. */
  fork(script: URL, args: readonly string[]): HelperProcess {
    const options: ForkOptions = { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] };
    return this.#track(fork(script, args, options));
  }

  thread(script: URL, workerData: unknown): Worker {
    const worker = new Worker(script, { workerData });
    this.#threads.add(worker);
    // Whoever waits for its answer gets the error; without a listener it would end the process of the runner.
    worker.on('error', () => undefined);
    worker.once('exit', () => this.#threads.delete(worker));
    return worker;
  }

  /** Ends what is still running. */
  async end(): Promise<void> {
    await Promise.all([...this.#threads].map((worker) => worker.terminate()));
    await Promise.all(
      [...this.#processes].map(({ child, ended }) => {
        killGroup(child);
        // Output that nobody reads any more would keep `close` from coming.
        child.stdout?.destroy();
        return ended;
      }),
    );
  }

  #track(child: ChildProcess): HelperProcess {
    let errors = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    const ended = new Promise<number | null>((resolve) => {
      child.once('close', (code) => resolve(code));
      // Not started, or a message to one that has gone.
      child.on('error', (error) => {
        errors += error.message;
        resolve(null);
      });
    });
    // A process that has died closes its stdin: that is for `ended` to report.
    child.stdin?.on('error', () => undefined);
    const helper: HelperProcess = { child, ended, errors: () => errors };
    this.#processes.add(helper);
    void ended.then(() => this.#processes.delete(helper));
    return helper;
  }
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // One that was forked is in the group of this process, or it has ended meanwhile.
    child.kill('SIGKILL');
  }
}

/** The next message of a thread or process. Rejects when it fails or ends first. */
export async function nextMessage(from: EventEmitter, errors: () => string = () => ''): Promise<unknown> {
  const stop = new AbortController();
  try {
    const ended = once(from, 'exit', { signal: stop.signal }).then(() => {
      throw new Error(`it ended without an answer: ${errors() || 'nothing on its stderr'}`);
    });
    const [message] = await Promise.race([once(from, 'message', { signal: stop.signal }), ended]);
    return message;
  } finally {
    stop.abort();
  }
}
