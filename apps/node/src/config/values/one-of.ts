import { givenAs } from './given.ts';
import type { SettingSchema } from './setting-schema.ts';

/** One of some words. */
export function oneOf<const Word extends string>(words: readonly Word[]): SettingSchema<Word> {
  return givenAs(`Give one of ${words.join(', ')}.`, (given) => words.find((word) => word === given) ?? null);
}
