import { InvalidArgumentError } from 'commander';

/** A commander parser for whole numbers from `min` to `max`, in decimal digits. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^(0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
  };
}

const LONGEST_MS = 3_600_000;

/** A commander parser for a span of time; it returns milliseconds. `2` and `2s` are two seconds, `0.5s` and `500ms` half a second. */
export function milliseconds(text: string): number {
  const match = /^(\d{1,7}(?:\.\d{1,3})?)(ms|s)?$/.exec(text);
  const value = match === null ? Number.NaN : Math.round(Number(match[1]) * (match[2] === 'ms' ? 1 : 1000));
  if (value >= 0 && value <= LONGEST_MS) return value;
  throw new InvalidArgumentError('Give seconds (1, 0.5, 2s) or milliseconds (500ms), at most one hour.');
}
