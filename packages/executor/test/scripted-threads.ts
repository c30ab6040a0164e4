import { EventEmitter } from 'node:events';
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { SignatureVerifier } from '@tos/crypto';
import { readJob } from '../src/verification/job-layout.ts';
import { ACK, NO_JOB, OFFER, STOP, takeOffer } from '../src/verification/mailbox.ts';
import { threadDefaultVerifier } from '../src/verification/thread-default-verifier.ts';
import { ThreadReporter } from '../src/verification/thread-report.ts';
import type { VerificationThreadInput } from '../src/verification/verification-worker.ts';
import { loadVerifier, type ThreadVerifier } from '../src/verification/verifier-module.ts';
import { claimNext, verifyClaim } from '../src/verification/verify-claims.ts';

// Threads of the pool that follow a script. They run in this process, one turn of the event loop after the other, so that a test can make
// every stage of a job late, wrong or the last one, thousands of times per second, and equal for equal seeds.
// Use: vi.mock('../src/threads/start-executor-thread.ts', () => import('./scripted-threads.ts'));

/** The stages in the life of a thread, in their order. */
export const STAGES = ['start', 'idle', 'woken', 'begun', 'claimed', 'verified', 'before ACK', 'after ACK'] as const;
export type Stage = (typeof STAGES)[number];

/**
 * What a thread does at a stage. `wait`: it asks again a turn later. `lose`: it gives its claim no verdicts. `garble`: it gives its claim a byte
 * that is no verdict. `die`: it ends at once, as a thread that exits. `hang`: it does nothing until it is ended from outside.
 */
export type Act = 'go' | 'wait' | 'lose' | 'garble' | 'die' | 'hang';

type Script = (stage: Stage, thread: ScriptedThread) => Act;

/** Takes the place of the real function. */
export function startExecutorThread(input: VerificationThreadInput): ScriptedWorker {
  return new ScriptedWorker(input);
}

/** Takes the place of a `Worker` of Node. `script` decides what all of them do. */
export class ScriptedWorker extends EventEmitter {
  static script: Script = () => 'go';
  /** Threads that are not gone yet. */
  static readonly living: Set<ScriptedThread> = new Set();
  /** Turns that a thread needs to be gone once it is ended from outside. */
  static turnsToDie = 0;
  readonly #abort = new AbortController();

  constructor(input: VerificationThreadInput) {
    super();
    const { gone } = new ScriptedThread(input, this.#abort.signal);
    void gone.then(() => this.emit('exit', 0));
  }

  terminate(): void {
    this.#abort.abort();
  }

  unref(): void {}
}

/**
 * Installs a clock by which every step takes up to two milliseconds, however short it is. Main gives other events a turn every five, so it
 * shares with threads the work that it would otherwise have done at once. @returns a function that restores the real clock
 */
export function slowClock(random: (limit: number) => number): () => void {
  const real = performance.now;
  let now = real.call(performance);
  performance.now = () => {
    now += random(3);
    return now;
  };
  return () => {
    performance.now = real;
  };
}

class Ended extends Error {}

export class ScriptedThread {
  readonly lane: number;
  readonly gone: Promise<void>;
  readonly #port: MessagePort;
  readonly #mailbox: Int32Array;
  readonly #signal: AbortSignal;
  readonly #report: Float64Array;
  #memory: SharedArrayBuffer = new SharedArrayBuffer(0);

  constructor(input: VerificationThreadInput, signal: AbortSignal) {
    const { port, mailbox, report, lane, verifierUrl, verifierOptions } = input;
    this.lane = lane;
    this.#port = port;
    this.#mailbox = mailbox;
    this.#signal = signal;
    this.#report = report;
    // This wakes the thread when it is idle; the value of the word stays.
    signal.addEventListener('abort', () => Atomics.notify(mailbox, OFFER));
    ScriptedWorker.living.add(this);
    this.gone = this.#live(loadVerifier(verifierUrl ?? threadDefaultVerifier, verifierOptions));
  }

  /** Wakes whoever waits for ACK, without changing it. */
  stir(): void {
    Atomics.notify(this.#mailbox, ACK);
  }

  async #live(loading: Promise<ThreadVerifier>): Promise<void> {
    try {
      const verifier = await loading;
      const reporter = new ThreadReporter(this.#report, verifier);
      await this.#at('start');
      this.#port.postMessage('ready');
      for (;;) {
        const job = await this.#nextJob();
        if (job === STOP) return;
        await this.#serve(job, verifier, reporter);
      }
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
    } finally {
      for (let turn = 0; turn < ScriptedWorker.turnsToDie; turn++) await nextTurn();
      ScriptedWorker.living.delete(this);
      this.#port.close();
    }
  }

  async #nextJob(): Promise<number> {
    for (;;) {
      await this.#at('idle');
      await Atomics.waitAsync(this.#mailbox, OFFER, NO_JOB).value;
      if (this.#signal.aborted) throw new Ended();
      const job = Atomics.load(this.#mailbox, OFFER);
      if (job === STOP) return job;
      await this.#at('woken');
      if (job !== NO_JOB && takeOffer(this.#mailbox, job)) return job;
    }
  }

  async #serve(number: number, verifier: SignatureVerifier, reporter: ThreadReporter): Promise<void> {
    await this.#at('begun');
    for (let sent = receiveMessageOnPort(this.#port); sent !== undefined; sent = receiveMessageOnPort(this.#port)) {
      this.#memory = sent.message;
    }
    reporter.started();
    const job = readJob(this.#memory);
    const claim = { from: 0, to: 0 };
    while (claimNext(job, this.lane, Number.MAX_SAFE_INTEGER, claim)) {
      reporter.claimed(claim.to - claim.from);
      const act = await this.#at('claimed');
      if (act === 'garble') job.verdicts.fill(7, claim.from, claim.to);
      else if (act !== 'lose') verifyClaim(job, claim, verifier, this.lane);
      await this.#at('verified');
    }
    await this.#at('before ACK');
    reporter.done(0.001);
    Atomics.store(this.#mailbox, ACK, number);
    Atomics.notify(this.#mailbox, ACK);
    await this.#at('after ACK');
  }

  async #at(stage: Stage): Promise<Act> {
    for (;;) {
      const act = ScriptedWorker.script(stage, this);
      if (act === 'hang') await new Promise<void>((resolve) => this.#signal.addEventListener('abort', () => resolve()));
      if (this.#signal.aborted || act === 'die') throw new Ended();
      if (act !== 'wait') return act;
      await nextTurn();
    }
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
