import { givenAs } from './given.ts';
import type { SettingSchema } from './setting-schema.ts';

const LONGEST_MS = 3_600_000;

/** A span of time, read into milliseconds: `2` and `2s` are two seconds, `0.5s` and `500ms` half a second. */
export const duration: SettingSchema<number> = givenAs(
  'Give seconds (1, 0.5, 2s) or milliseconds (500ms), at most one hour.',
  (given) => {
    const match = /^(\d{1,7}(?:\.\d{1,3})?)(ms|s)?$/.exec(String(given));
    const value = match === null ? Number.NaN : Math.round(Number(match[1]) * (match[2] === 'ms' ? 1 : 1000));
    return value >= 0 && value <= LONGEST_MS ? value : null;
  },
);

/** The text of a span of milliseconds, which `duration` reads again. */
export function durationText(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}
