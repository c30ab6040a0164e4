import { z } from 'zod';
import type { SettingSchema } from './setting-schema.ts';

/**
 * Several texts: separated by commas in a flag and a variable, also an array in the file. What comes twice is taken once.
 * @param accepted what is accepted, as a sentence that begins with "Give"
 * @param read returns null for a text that is not accepted
 */
export function commaList(accepted: string, read: (text: string) => string | null): SettingSchema<readonly string[]> {
  return z.union([z.string(), z.array(z.string())], accepted).transform((given, context) => {
    const texts = typeof given === 'string' ? given.split(',') : given;
    const values = texts.map((one) => read(one.trim()));
    const taken = values.filter((value) => value !== null);
    if (taken.length === values.length) return [...new Set(taken)];
    context.addIssue(accepted);
    return z.NEVER;
  });
}
