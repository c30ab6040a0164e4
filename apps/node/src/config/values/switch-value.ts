import { givenAs } from './given.ts';
import type { SettingSchema } from './setting-schema.ts';

/** On or off: the flag without an argument, `true` and `false` elsewhere. */
export const switchValue: SettingSchema<boolean> = givenAs('Give true or false.', (given) => {
  const value = String(given);
  return value === 'true' || value === 'false' ? value === 'true' : null;
});
