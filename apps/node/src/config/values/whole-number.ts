import { givenAs } from './given.ts';
import type { SettingSchema } from './setting-schema.ts';

/** A whole number from `min` to `max`, in decimal digits. */
export function wholeNumber(min: number, max: number): SettingSchema<number> {
  return givenAs(`Give a whole number from ${min} to ${max}.`, (given) => {
    const value = /^(0|[1-9][0-9]{0,15})$/.test(String(given)) ? Number(given) : Number.NaN;
    return value >= min && value <= max ? value : null;
  });
}
