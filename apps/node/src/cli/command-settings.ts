import { type Command, Option } from 'commander';
import { type ConfigFile, readConfigFile } from '../config/config-file.ts';
import { type ResolvedSettings, resolveSettings } from '../config/resolve-settings.ts';
import type { SettingTable } from '../config/setting.ts';
import { flagsOf } from './flags.ts';

/** A command whose settings come from flags, the environment and the configuration file. */
export interface CommandSettings {
  /** The settings that have a flag. */
  readonly flags: SettingTable;
  /** All settings that the environment and the file may have: a file is for all commands. */
  readonly all: SettingTable;
  readonly environment: NodeJS.ProcessEnv;
}

/** The settings of a command, and the file that some of them come from. */
export interface CommandConfiguration extends ResolvedSettings {
  readonly file: ConfigFile | undefined;
}

/** Adds the flags of settings and `--config` to a command. */
export function addFlags(command: Command, flags: SettingTable): Command {
  for (const flag of flagsOf(flags)) command.addOption(flag);
  return command.addOption(
    new Option('--config <file>', 'settings as TOML (default: tos.config.toml where it exists)'),
  );
}

/** Reads the settings of a command whose flags commander has parsed. @throws TOS_INVALID_CONFIG */
export function configurationOf(command: Command, { flags, all, environment }: CommandSettings): CommandConfiguration {
  const given = Object.keys(flags).filter((name) => command.getOptionValueSource(name) === 'cli');
  const file = readConfigFile(command.opts()['config'], environment);
  const sources = { flags: new Map(given.map((name) => [name, command.getOptionValue(name)])), environment, file };
  return { ...resolveSettings(all, sources), file };
}

/** Completes the options of a command before its action gets them. */
export function completeFlags(command: Command, settings: CommandSettings): void {
  command.hook('preAction', () => {
    const { values } = configurationOf(command, settings);
    for (const name of Object.keys(settings.flags)) {
      if (values.has(name)) command.setOptionValue(name, values.get(name));
    }
  });
}
