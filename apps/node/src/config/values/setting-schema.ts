import type { z } from 'zod';

/** A value as it is given: flags and environment variables are texts, the configuration file has numbers, booleans and lists too. */
export type Given = string | number | boolean | readonly string[];

/** The schema of a setting's value. Its one message, which begins with "Give", names what is accepted. */
export type SettingSchema<T> = z.ZodType<T, Given>;
