import { type ChildProcess, type ForkOptions, fork, type SpawnOptions, spawn } from 'node:child_process';
import { type EventEmitter, once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** A process of a test. */
export interface HelperProcess {
  readonly child: ChildProcess;
  /** Resolves with the exit code of the process, or null after a signal, once its output has been read to the end. */
  readonly ended: Promise<number | null>;
  /** The text that the process has written to stderr, which a failure must show. */
  errors(): string;
}

/** The threads and processes that a test starts. None outlives the test, so that a failing test does not keep a runner from ending. */
export class Helpers {
  readonly #processes: Set<HelperProcess> = new Set();
  readonly #threads: Set<Worker> = new Set();

  /** Starts a process whose output the test reads. The test writes to it when `stdin` is a pipe. */
  spawn([command = '', ...args]: readonly string[], { stdin }: { readonly stdin: 'ignore' | 'pipe' }): HelperProcess {
    // The process has a group of its own, so that the processes of a shell end with the shell.
    const options: SpawnOptions = { stdio: [stdin, 'pipe', 'pipe'], detached: true };
    return this.#track(spawn(command, args, options));
  }

  /** Starts a process that takes messages. */
  fork(script: URL, args: readonly string[]): HelperProcess {
    const options: ForkOptions = { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] };
    return this.#track(fork(script, args, options));
  }

  thread(script: URL, workerData: unknown): Worker {
    const worker = new Worker(script, { workerData });
    this.#threads.add(worker);
    // `nextMessage` rejects with the error. Without this listener the error would end the runner's process.
    worker.on('error', () => undefined);
    worker.once('exit', () => this.#threads.delete(worker));
    return worker;
  }

  /** Ends every thread and process that is still running. */
  async end(): Promise<void> {
    await Promise.all([...this.#threads].map((worker) => worker.terminate()));
    await Promise.all(
      [...this.#processes].map(({ child, ended }) => {
        killGroup(child);
        // Output that nobody reads any more would delay the event `close`.
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
      // The process could not be started, or a message was sent to a process that has ended.
      child.on('error', (error) => {
        errors += error.message;
        resolve(null);
      });
    });
    // A process that has died closes its pipes, and one that is killed may reset them. `ended` reports its end.
    for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe?.on('error', () => undefined);
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
    // A forked process is in the group of this process; any other process has ended meanwhile.
    child.kill('SIGKILL');
  }
}

/** The next message of a thread or process. It rejects when the thread or process fails or ends before. */
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
