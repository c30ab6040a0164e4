// Every JavaScript runtime has this object; the language's own library does not declare it.
declare const performance: { now(): number };

/** Starts now; each call of the function returns the milliseconds since. For reports, never for decisions. */
export function startStopwatch(): () => number {
  const start = performance.now();
  return () => performance.now() - start;
}
