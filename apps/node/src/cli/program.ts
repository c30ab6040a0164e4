import { Command } from 'commander';
import { nodeVersion } from '../version.ts';
import { completeDevOptions, type DevOptions, devFlags, type ParsedDevOptions } from './dev-options.ts';

export interface Actions {
  dev(options: DevOptions): Promise<void>;
}

/** The command line. A wrong one is thrown as commander's `CommanderError`, after one line on stderr that says what to do. */
export function createProgram(actions: Actions): Command {
  const program = new Command('tos-node')
    .description('The TOS reference node.')
    .version(nodeVersion, '--version')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`${oneLine(text)} See: tos-node dev --help\n`) });

  const dev = program
    .command('dev')
    .copyInheritedSettings(program)
    .description('Run a devnet of one node: funded accounts, JSON-RPC, a line for every block.')
    .allowExcessArguments(false)
    .action((options: ParsedDevOptions) => actions.dev(completeDevOptions(options)));
  for (const flag of devFlags()) dev.addOption(flag);
  return program;
}

function oneLine(text: string): string {
  const line = text.trim().replace(/\s*\n\s*/g, ' ');
  return /[.?)]$/.test(line) ? line : `${line}.`;
}
