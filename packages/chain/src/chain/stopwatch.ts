// Every JavaScript runtime has it, the language's own library does not name it.
declare const performance: { now(): number };

/** Starts now; each call answers the milliseconds since. For reports, never for decisions. */
export function startStopwatch(): () => number {
  const start = performance.now();
  return () => performance.now() - start;
}
