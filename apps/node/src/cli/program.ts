import { Command, type OutputConfiguration } from 'commander';
import { nodeVersion } from '../process/node-version.ts';
import type { Output } from '../terminal/output.ts';
import { type AccountsRequest, accountsCommand } from './accounts-command.ts';
import { addFlags, completeFlags } from './command-settings.ts';
import { type ConfigRequest, configCommand } from './config-command.ts';
import { type DbRequest, dbCommand } from './db-options.ts';
import { type DevOptions, devSettings } from './dev-options.ts';
import { type ReplayRequest, replayCommand } from './replay-options.ts';
import { type WalletRequest, walletCommand } from './wallet-command.ts';

export interface Actions {
  dev(options: DevOptions): Promise<void>;
  db(request: DbRequest): Promise<void>;
  replay(request: ReplayRequest): Promise<void>;
  config(request: ConfigRequest): Promise<void>;
  accounts(request: AccountsRequest): Promise<void>;
  wallet(request: WalletRequest): Promise<void>;
}

/** Where help and usage errors go, and the variables that settings may come from. */
export interface ProgramSurroundings {
  readonly environment: NodeJS.ProcessEnv;
  readonly stdout: Pick<Output, 'write'>;
  readonly stderr: Pick<Output, 'write'>;
}

/**
 * The command line. For a wrong flag commander throws a `CommanderError`, after one line on stderr that says what to do.
 * For a wrong variable or file the command rejects with TOS_INVALID_CONFIG.
 */
export function createProgram(actions: Actions, { stdout, stderr, environment }: ProgramSurroundings): Command {
  const program = new Command('tos-node')
    .description('The TOS reference node.')
    .version(nodeVersion, '--version')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut: stdout.write, writeErr: stderr.write, ...errorsPointingTo('dev') });

  const dev = program
    .command('dev')
    .copyInheritedSettings(program)
    .description(
      'Run a devnet of one node: funded accounts, JSON-RPC, a line for every block, and a page that shows them where JSON-RPC is served, at http://127.0.0.1:8080 by default.',
    )
    .allowExcessArguments(false)
    .action((options: DevOptions) => actions.dev(options));
  addFlags(dev, devSettings);
  completeFlags(dev, { flags: devSettings, all: devSettings, environment });

  const db = dbCommand((request) => actions.db(request), { parent: program, environment });
  for (const command of [db, ...db.commands]) command.configureOutput(errorsPointingTo('db'));
  const replay = replayCommand((request) => actions.replay(request), program);
  replay.configureOutput(errorsPointingTo('replay'));
  const config = configCommand((request) => actions.config(request), { parent: program, environment });
  config.configureOutput(errorsPointingTo('config'));
  const accounts = accountsCommand((request) => actions.accounts(request), { parent: program, environment });
  accounts.configureOutput(errorsPointingTo('accounts'));
  const wallet = walletCommand((request) => actions.wallet(request), program);
  for (const command of [wallet, ...wallet.commands]) command.configureOutput(errorsPointingTo('wallet'));
  return program.addCommand(accounts).addCommand(wallet).addCommand(db).addCommand(replay).addCommand(config);
}

function errorsPointingTo(command: string): OutputConfiguration {
  return { outputError: (text, write) => write(`${oneLine(text)} See: tos-node ${command} --help\n`) };
}

function oneLine(text: string): string {
  const line = text.trim().replace(/\s*\n\s*/g, ' ');
  return /[.?)]$/.test(line) ? line : `${line}.`;
}
