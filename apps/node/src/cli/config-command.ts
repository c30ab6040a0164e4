import { Command, Option } from 'commander';
import { addFlags, type CommandConfiguration, configurationOf } from './command-settings.ts';
import { devSettings } from './dev-options.ts';

/** What `tos-node config` was asked to do. */
export interface ConfigRequest {
  readonly configuration: CommandConfiguration;
  /** Whether the answer is JSON. */
  readonly isJson: boolean;
}

/** The command `tos-node config`. */
export function configCommand(
  run: (request: ConfigRequest) => Promise<void>,
  { parent, environment }: { readonly parent: Command; readonly environment: NodeJS.ProcessEnv },
): Command {
  // Its own --json has no file.
  const { json: _, ...flags } = devSettings;
  const command = new Command('config')
    .copyInheritedSettings(parent)
    .description('Print the value of each setting of dev, and where it comes from.')
    .allowExcessArguments(false);
  return addFlags(command, flags)
    .addOption(new Option('--json', 'print JSON'))
    .action(({ json: isJson = false }: { readonly json?: boolean }) =>
      run({ configuration: configurationOf(command, { flags, all: devSettings, environment }), isJson }),
    );
}
