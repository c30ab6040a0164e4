import { invalidSetting } from '../settings/invalid-setting.ts';
import { closestName } from './closest-name.ts';
import type { ConfigFile } from './config-file.ts';
import { isForeignVariable } from './foreign-variables.ts';
import type { Setting, SettingTable } from './setting.ts';
import { flagOf, keyOf, VARIABLE_PREFIX, variableOf } from './setting-names.ts';

/** The most characters of a wrong value that its error repeats. */
const LONGEST_SHOWN = 80;

/** Where values come from. A flag goes before the environment, and the environment before the file. */
export interface SettingSources {
  /** Values of the flags that were given, by the names of their settings; the schemas have parsed them. */
  readonly flags: ReadonlyMap<string, unknown>;
  readonly environment: NodeJS.ProcessEnv;
  readonly file: ConfigFile | undefined;
}

/** The settings of a command, by name. */
export interface ResolvedSettings {
  /** A setting that was not given and has no default is absent. */
  readonly values: ReadonlyMap<string, unknown>;
  /** Where each given setting comes from: `--block-time`, `TOS_BLOCK_TIME` or `tos.config.toml:3`; absent for a default. */
  readonly origins: ReadonlyMap<string, string>;
}

/**
 * Puts together flags, environment, file and defaults. Every value is checked, also one that another goes before.
 * @throws TOS_INVALID_CONFIG for an unknown key or variable, a value that is not accepted, and settings that exclude each other
 */
export function resolveSettings(
  settings: SettingTable,
  { flags, environment, file }: SettingSources,
): ResolvedSettings {
  const table = Object.entries(settings);
  const names = table.map(([name]) => name);
  refuseUnknownVariables(names, environment);
  if (file !== undefined) refuseUnknownKeys(names, file);

  const values = new Map<string, unknown>();
  const origins = new Map<string, string>();
  for (const [name, { schema }] of table) {
    // From the lowest source to the highest, so that the last one stays.
    const key = keyOf(name);
    if (file?.values.has(key) === true) {
      const place = file.placeOf(key);
      values.set(name, checked(schema, file.values.get(key), `${place}: ${key}`));
      origins.set(name, place);
    }
    const variable = variableOf(name);
    // Whoever composes an environment often passes an empty variable for one that is not set.
    const text = environment[variable] || undefined;
    if (text !== undefined) {
      values.set(name, checked(schema, text, variable));
      origins.set(name, variable);
    }
    if (flags.has(name)) {
      values.set(name, flags.get(name));
      origins.set(name, flagOf(name));
    }
  }
  refuseTogether(table, { values, origins });
  for (const [name, { default: standard }] of table) {
    if (values.has(name) || standard === undefined) continue;
    values.set(name, typeof standard === 'function' ? standard((other: string) => values.get(other)) : standard);
  }
  return { values, origins };
}

function refuseTogether(
  table: readonly (readonly [string, Setting<unknown>])[],
  { values, origins }: ResolvedSettings,
): void {
  for (const [name, { excludes = [] }] of table) {
    // A switch that is given as off excludes nothing.
    if (!origins.has(name) || values.get(name) === false) continue;
    const other = excludes.find((one) => origins.has(one));
    if (other === undefined) continue;
    const reason = `it cannot be used with ${described(other, origins)}; take one of the two`;
    throw invalidSetting(described(name, origins), reason);
  }
}

function checked(schema: Setting<unknown>['schema'], given: unknown, setting: string): unknown {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const accepted = result.error.issues[0]!.message.replace(/\.$/, '');
  const shown = typeof given === 'number' ? String(given) : JSON.stringify(given).slice(0, LONGEST_SHOWN);
  throw invalidSetting(setting, `${shown} is not accepted. ${accepted}`);
}

function refuseUnknownVariables(names: readonly string[], environment: NodeJS.ProcessEnv): void {
  const known = [...names, 'config'].map(variableOf);
  for (const [variable, value = ''] of Object.entries(environment)) {
    if (!variable.startsWith(VARIABLE_PREFIX) || known.includes(variable) || isForeignVariable(variable, value))
      continue;
    throw invalidSetting(variable, `there is no such setting. ${advice(variable, known)}`);
  }
}

function refuseUnknownKeys(names: readonly string[], file: ConfigFile): void {
  const known = names.map(keyOf);
  for (const key of file.values.keys()) {
    if (known.includes(key)) continue;
    throw invalidSetting(`${file.placeOf(key)}: ${key}`, `there is no such setting. ${advice(key, known)}`);
  }
}

function advice(misspelt: string, known: readonly string[]): string {
  const meant = closestName(misspelt, known);
  return meant === undefined ? 'See: tos-node config' : `Did you mean ${meant}?`;
}

/** The place of a given setting, with its name where the place does not have it. */
function described(name: string, origins: ReadonlyMap<string, string>): string {
  const origin = origins.get(name) ?? flagOf(name);
  return origin === flagOf(name) || origin === variableOf(name) ? origin : `${origin}: ${keyOf(name)}`;
}
