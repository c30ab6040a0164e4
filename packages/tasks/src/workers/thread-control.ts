import { hrtime } from '../../timers.ts';

// Words that main and one worker share beside their two rings, in one memory.

/** Main: the worker rings the bell behind every task from this sequence number on. */
export const TELL_AT = 0;
/** Main: 1 while some other worker has nothing to do, so that every result may be what it waits for. */
export const IS_URGENT = 1;
/** Main: counts the answers to a task of unknown access that asked for a value. */
export const ANSWERS = 2;
/** Worker: when it began with the task that it is at, in milliseconds of the machine's clock, modulo 2^31. */
export const BEGAN = 3;
/** Worker: how many messages it has taken from its ring, modulo 2^32; tasks that were taken back count too. */
export const TAKEN = 4;
/** From here, a word for each task in flight, by its sequence number: who has it. */
export const CLAIMS = 16;
/** Tasks that a worker may have at a time are fewer than claims, so that a word is never in use twice. */
export const CLAIM_COUNT = 1024;
export const CONTROL_WORDS: number = CLAIMS + CLAIM_COUNT;

/** Whoever changes a claim from QUEUED has the task: the worker to run it, main to give it to another one. */
export const Claim = { QUEUED: 0, STARTED: 1, REVOKED: 2 } as const;

export function claimWord(sequence: number): number {
  return CLAIMS + (sequence & (CLAIM_COUNT - 1));
}

/** Milliseconds of a clock that is the same in every thread. */
export function machineMs(): number {
  const [seconds, nanoseconds] = hrtime();
  return (seconds * 1000 + Math.floor(nanoseconds / 1e6)) & 0x7fffffff;
}
