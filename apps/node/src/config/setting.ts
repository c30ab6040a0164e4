import type { Given, SettingSchema } from './values/setting-schema.ts';

/** A value, or a function that reads it off the given values of other settings, by their names. */
type Default<T> = T | ((given: (name: string) => unknown) => T);

/** One setting. Its flag, its environment variable and its key in the file follow from its name in the table. */
export interface Setting<T> {
  /** What help shows after the flag, such as `<folder>`; absent for a switch. */
  readonly argument?: string;
  readonly help: string;
  readonly schema: SettingSchema<T>;
  /** The value where none is given; without it the option is absent. */
  readonly default?: Default<T>;
  /** What help and the README show as the default, where that is not the value itself. */
  readonly defaultText?: string;
  /** Names of settings that cannot be given together with this one. */
  readonly excludes?: readonly string[];
  /** The value as the file takes it; by default the value itself. */
  show?(value: T): Given;
}

/** Settings by name, in the order in which help shows them: the one source of flags, variables, keys of the file and their checks. */
export type SettingTable = { readonly [name: string]: Setting<unknown> };

/** The table of the settings that make up `Options`. What is not optional has a default. */
export type Settings<Options> = {
  readonly [K in keyof Options]-?: Setting<NonNullable<Options[K]>> &
    (Record<never, never> extends Pick<Options, K> ? unknown : { readonly default: Default<NonNullable<Options[K]>> });
};
