import { hrtime } from '../timers.ts';

/** Microseconds on a clock that all threads of the process share and nobody sets; `performance.now()` begins anew in each thread. */
export function microsecondsOfProcess(): number {
  const [seconds, nanoseconds] = hrtime();
  return seconds * 1_000_000 + Math.round(nanoseconds / 1000);
}
