import { InvalidArgumentError, Option } from 'commander';
import type { Setting, SettingTable } from '../config/setting.ts';
import { flagOf, keyOf } from '../config/setting-names.ts';
import type { SettingSchema } from '../config/values/setting-schema.ts';

/** A commander parser that reads a flag by the schema of its setting. A list goes on where its flag is given again. */
export function parserOf<T>(schema: SettingSchema<T>): (text: string, before?: unknown) => T {
  return (text, before) => {
    const result = schema.safeParse(Array.isArray(before) ? [...before, ...text.split(',')] : text);
    if (result.success) return result.data;
    throw new InvalidArgumentError(result.error.issues[0]!.message);
  };
}

/**
 * The flags of settings, in the order of their table. A default is only described: commander returns nothing for a flag that was not
 * given, so that the environment and the file come next.
 */
export function flagsOf(settings: SettingTable): Option[] {
  return Object.entries(settings).flatMap(([name, setting]) => {
    const { argument, help, schema } = setting;
    const standard = defaultTextOf(setting);
    // Commander shows the description of a default only beside the default itself.
    const described = standard === undefined ? help : `${help} (default: ${standard})`;
    const flag = new Option(argument === undefined ? flagOf(name) : `${flagOf(name)} ${argument}`, described);
    flag.default(undefined, standard);
    if (argument !== undefined) return [flag.argParser(parserOf(schema))];
    // A switch of the environment or the file is turned off by this flag.
    return [flag, new Option(`--no-${keyOf(name)}`).hideHelp()];
  });
}

/** How the default of a setting is shown; undefined where it has none. */
function defaultTextOf(setting: Setting<unknown>): string | undefined {
  return setting.defaultText ?? (setting.default === undefined ? undefined : String(setting.default));
}
