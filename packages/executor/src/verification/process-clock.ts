import { hrtime } from '@tos/tasks/threads';

/** Returns microseconds of a clock that all threads of the process share and nobody can set; `performance.now()` begins at 0 in each thread. */
export function microsecondsOfProcess(): number {
  const [seconds, nanoseconds] = hrtime();
  return seconds * 1_000_000 + Math.round(nanoseconds / 1000);
}
