// Every JavaScript runtime has this object; the language's own library does not declare it.
declare const performance: { now(): number };

/** Milliseconds of the clock by which `ExecutionTrace.startedAt` is told. For reports, never for decisions. */
export function now(): number {
  return performance.now();
}
