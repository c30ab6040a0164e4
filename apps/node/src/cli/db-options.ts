import { PRUNE_SAFETY_LIMIT } from '@tos/protocol';
import { Argument, Command, Option } from 'commander';
import type { Settings } from '../config/setting.ts';
import { storageValue } from '../config/values/storage-value.ts';
import { wholeNumber } from '../config/values/whole-number.ts';
import { type DurableKind, durableKinds } from '../storage/storage-kind.ts';
import { addFlags, completeFlags } from './command-settings.ts';
import { devSettings } from './dev-options.ts';
import { parserOf } from './flags.ts';

const choices = `${durableKinds.join(', ')}, or a module with createStorage`;

/** The chain that a `tos-node db` command works on. */
export interface DbPlace {
  readonly datadir: string;
  /** The storage that has the chain, when absent. */
  readonly storage?: DurableKind;
}

/** What `tos-node db` was asked to do. */
export type DbRequest = DbPlace &
  (
    | { readonly command: 'stats' | 'verify' }
    | { readonly command: 'export'; readonly file: string; readonly at?: number }
    | { readonly command: 'import'; readonly file: string }
    | { readonly command: 'migrate'; readonly to: DurableKind; readonly target: string }
    | { readonly command: 'prune'; readonly until: PruneUntil }
  );

/** Where pruning ends: below a topoheight, or a number of blocks below the head. */
export type PruneUntil = { readonly below: number } | { readonly keep: number };

interface ParsedOptions extends DbPlace {
  readonly at?: number;
  readonly to?: DurableKind;
  readonly below?: number;
  readonly keep?: number;
}

/** The command `tos-node db` with its subcommands. */
export function dbCommand(
  run: (request: DbRequest) => Promise<void>,
  { parent, environment }: { readonly parent: Command; readonly environment: NodeJS.ProcessEnv },
): Command {
  const db = new Command('db')
    .copyInheritedSettings(parent)
    .description(
      'Look at the stored chain, check it, copy it, prune it. What only reads works beside a node that runs.',
    )
    .helpCommand(false);

  const command = (name: DbRequest['command'], description: string): Command => {
    const { datadir } = devSettings;
    const flags: Settings<DbPlace> = {
      datadir: { ...datadir, help: 'folder of the chain' },
      storage: {
        argument: '<kind>',
        help: `where the chain is stored: ${choices}`,
        schema: storageValue(durableKinds),
        defaultText: name === 'import' ? 'lmdb' : 'the one that has the chain',
      },
    };
    const made = db.command(name).copyInheritedSettings(db).description(description).allowExcessArguments(false);
    addFlags(made, flags);
    completeFlags(made, { flags, all: { ...devSettings, ...flags }, environment });
    return made;
  };
  const file = (description: string): Argument => new Argument('<file>', description);

  command('stats', 'Head, pruned part, records and sizes.').action((place: DbPlace) =>
    run({ ...place, command: 'stats' }),
  );
  command(
    'verify',
    'Check every block, version, counter and digest; the exit code is 1 when something is wrong.',
  ).action((place: DbPlace) => run({ ...place, command: 'verify' }));
  command('export', 'Write the state at a topoheight to a file.')
    .addArgument(file('a new file'))
    .addOption(
      new Option('--at <topoheight>', 'the topoheight of the state')
        .argParser(parserOf(wholeNumber(0, Number.MAX_SAFE_INTEGER)))
        .default(undefined, 'the head'),
    )
    .action((path: string, { at, ...place }: ParsedOptions) =>
      run({ ...place, command: 'export', file: path, ...(at === undefined ? {} : { at }) }),
    );
  command('import', 'Fill a new data directory from a file that export wrote.')
    .addArgument(file('a file that export wrote'))
    .action((path: string, place: DbPlace) => run({ ...place, command: 'import', file: path }));
  command('migrate', 'Copy the chain with its whole history into another storage.')
    .addArgument(new Argument('<folder>', 'the new data directory'))
    .addOption(
      new Option('--to <kind>', `the new storage: ${choices}`)
        .argParser(parserOf(storageValue(durableKinds)))
        .makeOptionMandatory(),
    )
    .action((target: string, { to = 'lmdb', ...place }: ParsedOptions) =>
      run({ ...place, command: 'migrate', to, target }),
    );
  command('prune', 'Forget what records were before a block. Blocks stay.')
    .addOption(
      new Option('--below <topoheight>', 'forget what was before the block at this topoheight')
        .argParser(parserOf(wholeNumber(1, Number.MAX_SAFE_INTEGER)))
        .conflicts('keep'),
    )
    .addOption(
      new Option('--keep <blocks>', 'forget what was before the newest BLOCKS blocks').argParser(
        parserOf(wholeNumber(PRUNE_SAFETY_LIMIT, Number.MAX_SAFE_INTEGER)),
      ),
    )
    .action(({ below, keep, ...place }: ParsedOptions, self: Command) => {
      if (below !== undefined) return run({ ...place, command: 'prune', until: { below } });
      if (keep !== undefined) return run({ ...place, command: 'prune', until: { keep } });
      return self.error('error: give --below <topoheight> or --keep <blocks>.');
    });
  return db;
}
