import { Command, Option } from 'commander';
import { addFlags, completeFlags } from './command-settings.ts';
import { type DevOptions, devSettings } from './dev-options.ts';

/** What `tos-node accounts` was asked to do. */
export interface AccountsRequest extends Pick<DevOptions, 'datadir'> {
  /** Whether the private keys are shown. */
  readonly private: boolean;
  /** Whether the answer is JSON. */
  readonly json: boolean;
}

/** The command `tos-node accounts`. */
export function accountsCommand(
  run: (request: AccountsRequest) => Promise<void>,
  { parent, environment }: { readonly parent: Command; readonly environment: NodeJS.ProcessEnv },
): Command {
  const flags = { datadir: devSettings.datadir };
  const command = new Command('accounts')
    .copyInheritedSettings(parent)
    .description('Print the accounts that the devnet in a folder funds, or that a new one would.')
    .allowExcessArguments(false)
    .addOption(new Option('--private', 'print the private keys too').default(false, 'off'))
    .addOption(new Option('--json', 'print JSON').default(false, 'off'))
    .action((request: AccountsRequest) => run(request));
  addFlags(command, flags);
  completeFlags(command, { flags, all: devSettings, environment });
  return command;
}
