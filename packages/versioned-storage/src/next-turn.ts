// Node and some browsers' bundlers have setImmediate, which the language's own library does not declare; browsers have timers.
declare const setImmediate: ((then: () => void) => unknown) | undefined;
declare const setTimeout: (then: () => void, milliseconds: number) => unknown;

/** Lets other events have their turn in the middle of long work. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}
