// The timers and the clock of the host as they are when this module loads. A program under test may replace them by others, which stand
// still until the program moves them, and a run must go on all the same. All code that waits, or reads the time in a loop, uses these.

export const setTimeout: typeof globalThis.setTimeout = globalThis.setTimeout;
export const clearTimeout: typeof globalThis.clearTimeout = globalThis.clearTimeout;

export const setInterval: typeof globalThis.setInterval = globalThis.setInterval;
export const clearInterval: typeof globalThis.clearInterval = globalThis.clearInterval;

const { setImmediate } = globalThis;

/** Resolves once other events of this thread have had their turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Milliseconds since this thread began. */
export const now: () => number = performance.now.bind(performance);

/** Seconds and nanoseconds of a clock that all threads of the machine share. */
export const hrtime: () => [seconds: number, nanoseconds: number] = process.hrtime.bind(process);
