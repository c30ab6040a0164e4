import { Argument, Command, Option } from 'commander';
import { wholeNumber } from '../config/values/whole-number.ts';
import { parserOf } from './flags.ts';

/** What `tos-node replay` was asked to do. */
export interface ReplayRequest {
  /** A report that `dev --verify-parallel` wrote. */
  readonly file: string;
  /** Threads besides the main one; the number in the report when absent. */
  readonly workers?: number;
}

/** The command `tos-node replay`. */
export function replayCommand(run: (request: ReplayRequest) => Promise<void>, parent: Command): Command {
  return new Command('replay')
    .copyInheritedSettings(parent)
    .description(
      'Execute again a block that --verify-parallel reported; the exit code is 1 when the executors still differ.',
    )
    .allowExcessArguments(false)
    .addArgument(new Argument('<file>', 'a report from <datadir>/divergences'))
    .addOption(
      new Option('--workers <n>', 'threads besides the main one, 0 to 64')
        .argParser(parserOf(wholeNumber(0, 64)))
        .default(undefined, 'the number in the report'),
    )
    .action((file: string, options: Pick<ReplayRequest, 'workers'>) => run({ file, ...options }));
}
