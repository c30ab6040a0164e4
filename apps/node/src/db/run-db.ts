import type { DbRequest } from '../cli/db-options.ts';
import { Interrupted } from '../process/interrupted.ts';
import { requireStorageModule } from '../storage/load-storage-module.ts';
import type { Outputs } from '../terminal/outputs.ts';
import { ProgressBar } from '../terminal/progress-bar.ts';
import type { DbContext } from './db-context.ts';
import { exportState } from './export-state.ts';
import { importState } from './import-state.ts';
import { migrate } from './migrate.ts';
import { prune } from './prune.ts';
import { stats } from './stats.ts';
import { verify } from './verify.ts';

/** What the message after a signal says: what is left, and how to go on. */
const afterInterrupt: { readonly [C in DbRequest['command']]: string } = {
  stats: 'Nothing was changed.',
  verify: 'Nothing was changed; what was found so far is above. Run the command again for the whole answer.',
  export: 'No file was written. Run the command again.',
  import: 'Nothing was imported. Run the command again.',
  prune: 'No block and no newer state was touched. The same command goes on from there.',
  migrate: 'The copy is whole up to the block where it stopped. The same command goes on from there.',
};

/**
 * Runs a command on the stored chain.
 * @throws Interrupted after a signal, with a message that says how to go on
 * @throws TOS_STORAGE_CORRUPT when `verify` has found something
 */
export async function runDb(request: DbRequest, signal: AbortSignal, { stdout, stderr }: Outputs): Promise<void> {
  const bar = new ProgressBar(stderr, signal);
  const context: DbContext = {
    style: stdout.style,
    print(line) {
      bar.clear();
      stdout.print(line);
    },
    note(line) {
      bar.clear();
      stderr.print(line);
    },
    onProgress: bar.report,
  };
  try {
    await run(request, context);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    throw new Interrupted(`Stopped by ${error.message}. ${afterInterrupt[request.command]}`);
  } finally {
    bar.end();
  }
}

async function run(request: DbRequest, context: DbContext): Promise<void> {
  await requireStorageModule('--storage', request.storage);
  if (request.command === 'migrate') await requireStorageModule('--to', request.to);
  switch (request.command) {
    case 'stats':
      return stats(request, context);
    case 'verify':
      return verify(request, context);
    case 'export':
      return exportState(request, context);
    case 'import':
      return importState(request, context);
    case 'migrate':
      return migrate(request, context);
    case 'prune':
      return prune(request, context);
  }
}
