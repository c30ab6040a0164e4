import { z } from 'zod';
import type { Given, SettingSchema } from './setting-schema.ts';

/**
 * A schema over a function that reads a value.
 * @param accepted what is accepted, as a sentence that begins with "Give"
 * @param read returns null for a value that is not accepted
 */
export function givenAs<T>(accepted: string, read: (value: Given) => T | null): SettingSchema<T> {
  return z.union([z.string(), z.number(), z.boolean()], accepted).transform((value, context) => {
    const result = read(value);
    if (result !== null) return result;
    context.addIssue(accepted);
    return z.NEVER;
  });
}
