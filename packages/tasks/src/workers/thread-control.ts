import { hrtime } from '../threads/timers.ts';

// Words that main and one worker share, besides their two rings. Each is written by one side alone, but for the claims.

/** Written by main: the worker rings the bell after each task from this sequence number on. */
export const RING_FROM = 0;
/** Written by main: 1 while some worker is idle, so that any result may be what that worker waits for. */
export const IS_URGENT = 1;
/** Written by main: counts its answers to tasks of unknown access that ask for a value. */
export const ANSWERS = 2;
/** Written by the worker: when it began with its present task, in milliseconds of the machine's clock, modulo 2^31. */
export const BEGAN = 3;
/** Written by the worker: how many task messages it has taken from its ring, modulo 2^32, those of revoked tasks included. */
export const TAKEN = 4;
/** From this word on, one `Claim` for each task in flight, found by its sequence number. */
export const CLAIMS = 16;
/** How many claims there are. A worker has fewer tasks than that at a time, so that no word stands for two of them. */
export const CLAIM_COUNT = 1024;
export const CONTROL_WORDS: number = CLAIMS + CLAIM_COUNT;

/** Who has a task. Whoever changes its claim from QUEUED has it: the worker to run it, main to give it to another worker. */
export const Claim = { QUEUED: 0, STARTED: 1, REVOKED: 2 } as const;

/** Returns the word of a task's claim. */
export function claimWord(sequence: number): number {
  return CLAIMS + (sequence & (CLAIM_COUNT - 1));
}

/** Returns milliseconds of a clock that all threads of the machine share, modulo 2^31. */
export function machineMs(): number {
  const [seconds, nanoseconds] = hrtime();
  return (seconds * 1000 + Math.floor(nanoseconds / 1e6)) & 0x7fffffff;
}
