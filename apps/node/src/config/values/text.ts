import { givenAs } from './given.ts';
import type { SettingSchema } from './setting-schema.ts';

/** Any text, such as the name of a file or folder: whoever uses it checks it. */
export const text: SettingSchema<string> = givenAs('Give a text.', (given) =>
  typeof given === 'string' ? given : null,
);
