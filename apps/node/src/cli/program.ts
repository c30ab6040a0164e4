import { Command, type OutputConfiguration } from 'commander';
import { nodeVersion } from '../process/node-version.ts';
import type { Output } from '../terminal/output.ts';
import { type DbRequest, dbCommand } from './db-options.ts';
import { completeDevOptions, type DevOptions, devFlags, type ParsedDevOptions } from './dev-options.ts';
import { type ReplayRequest, replayCommand } from './replay-options.ts';

export interface Actions {
  dev(options: DevOptions): Promise<void>;
  db(request: DbRequest): Promise<void>;
  replay(request: ReplayRequest): Promise<void>;
}

/** Where help and usage errors go. */
export interface ProgramOutputs {
  readonly stdout: Pick<Output, 'write'>;
  readonly stderr: Pick<Output, 'write'>;
}

/** The command line. For a wrong one commander throws a `CommanderError`, after one line on stderr that says what to do. */
export function createProgram(actions: Actions, { stdout, stderr }: ProgramOutputs): Command {
  const program = new Command('tos-node')
    .description('The TOS reference node.')
    .version(nodeVersion, '--version')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut: stdout.write, writeErr: stderr.write, ...errorsPointingTo('dev') });

  const dev = program
    .command('dev')
    .copyInheritedSettings(program)
    .description('Run a devnet of one node: funded accounts, JSON-RPC, a line for every block.')
    .allowExcessArguments(false)
    .action((options: ParsedDevOptions) => actions.dev(completeDevOptions(options)));
  for (const flag of devFlags()) dev.addOption(flag);

  const db = dbCommand((request) => actions.db(request), program);
  for (const command of [db, ...db.commands]) command.configureOutput(errorsPointingTo('db'));
  const replay = replayCommand((request) => actions.replay(request), program);
  replay.configureOutput(errorsPointingTo('replay'));
  return program.addCommand(db).addCommand(replay);
}

function errorsPointingTo(command: string): OutputConfiguration {
  return { outputError: (text, write) => write(`${oneLine(text)} See: tos-node ${command} --help\n`) };
}

function oneLine(text: string): string {
  const line = text.trim().replace(/\s*\n\s*/g, ' ');
  return /[.?)]$/.test(line) ? line : `${line}.`;
}
