import { dirname, resolve } from 'node:path';
import { makeFolder, writeFileDurably } from '@tos/data-folder';
import { TosError } from '@tos/protocol';
import type { Storage } from '@tos/state';
import { fundedDevAccounts } from './accounts/funded-dev-accounts.ts';
import { recount } from './blocks/recount.ts';
import { RunTotals } from './blocks/run-totals.ts';
import type { DevOptions } from './cli/dev-options.ts';
import { type Datadir, openDatadir } from './datadir/datadir.ts';
import { assertNotLost, markBegun } from './datadir/storage-place.ts';
import { createLogger } from './logger.ts';
import { startNode } from './node.ts';
import { ReadyFile } from './process/ready-file.ts';
import { ToggleSignal } from './process/toggle-signal.ts';
import { fileRefusal } from './settings/file-refusal.ts';
import { invalidSetting } from './settings/invalid-setting.ts';
import { isLoopback } from './settings/is-loopback.ts';
import { requireWritable } from './settings/require-writable.ts';
import { createNodeStorage } from './storage/create-node-storage.ts';
import { requireStorageModule } from './storage/load-storage-module.ts';
import { BlockTable } from './terminal/block-table.ts';
import { firstScreen, STANDARD_COLUMNS } from './terminal/first-screen.ts';
import { liveLine } from './terminal/live-line.ts';
import type { Output } from './terminal/output.ts';
import type { Outputs } from './terminal/outputs.ts';
import { summaryJson, summaryTable } from './terminal/summary.ts';

interface RunCollaborators {
  readonly datadir: Datadir;
  readonly storage: Storage;
  readonly readyFile: ReadyFile | undefined;
  readonly signal: AbortSignal;
  readonly outputs: Outputs;
}

/**
 * Runs a devnet until its blocks are made or the signal comes, then counts all coins and prints a summary.
 * @throws TOS_INTERNAL when more or fewer coins exist than should
 */
export async function runDev(options: DevOptions, signal: AbortSignal, outputs: Outputs): Promise<void> {
  const { stdout, stderr } = outputs;
  for (const [flag, file] of Object.entries({ '--json': options.json, '--ready-file': options.readyFile })) {
    if (file !== undefined) prepareFile(flag, file);
  }
  if (
    options.json !== undefined &&
    options.readyFile !== undefined &&
    resolve(options.json) === resolve(options.readyFile)
  ) {
    throw invalidSetting('--ready-file', `${options.readyFile} is the file of --json`);
  }
  await requireStorageModule('--storage', options.storage);
  const readyFile = options.readyFile === undefined ? undefined : new ReadyFile(options.readyFile);
  const print = printerOf(options, stdout);
  const datadir = await openDatadir(options.datadir, options, (deleted) => {
    print(deleted.length === 0 ? 'reset: there was no chain' : `reset: deleted ${deleted.join(', ')}`);
  });
  let storage: Storage | undefined;
  try {
    readyFile?.clear();
    storage = await createNodeStorage(datadir.storage, stderr.print);
    await storage.open();
    assertNotLost(datadir.storage, await storage.metadata());
    const totals = await runNode(options, { datadir, storage, readyFile, signal, outputs });
    // Opened again, so that the coins are counted on the disk.
    if (storage.manifest.persistent) {
      await storage.close();
      await storage.open();
    }
    const summary = { totals, ...(await recount(storage, datadir.genesis, signal)) };
    print('');
    print(summaryTable(summary, stdout.style));
    const { supply } = summary;
    if (supply === null) {
      if (options.json !== undefined) stderr.print(`${options.json} was not written: the supply was not counted.`);
      return;
    }
    if (options.json !== undefined) writeFileDurably(options.json, summaryJson(summary, supply));
    if (supply.expected !== supply.actual) {
      const reason = `${supply.expected} atomic units should exist, ${supply.actual} do`;
      throw new TosError('TOS_INTERNAL', { reason });
    }
  } finally {
    await storage?.close();
    datadir.lock?.release();
  }
}

async function runNode(
  options: DevOptions,
  { datadir, storage, readyFile, signal, outputs: { stdout, stderr } }: RunCollaborators,
): Promise<RunTotals> {
  const totals = new RunTotals();
  const print = printerOf(options, stdout);
  const lines = blockLines(stdout);
  const toggleSignal = new ToggleSignal();
  const logger = createLogger(options.logLevel, stderr);
  stdout.onFailure((error) => logger.warn({ err: error }, 'stdout cannot be written; its lines wait, blocks go on'));
  const node = await startNode(options, {
    datadir,
    storage,
    logger,
    onBlock(block) {
      totals.add(block);
      for (const line of lines.row(block)) print(line);
    },
  });
  try {
    const isKept = storage.manifest.persistent;
    if (isKept) markBegun(datadir.path, datadir.storage);
    const { rpcUrl, metricsUrl, height } = node;
    const { storage: place, isNew } = datadir;
    const accounts = fundedDevAccounts(datadir.genesis.allocations);
    const facts = { options, storage: place.kind, isNew, height, accounts, rpcUrl, metricsUrl };
    for (const line of [...firstScreen(facts, stdout.style), ...lines.begin(height)]) print(line);
    readyFile?.write(rpcUrl, accounts);
    logger.info({ rpcUrl, metricsUrl, height, storage: place.kind }, 'the node takes calls');
    if (!isLoopback(options.host)) {
      logger.warn({ host: options.host }, 'calls are taken from the network: whoever reaches the port may make them');
    }
    toggleSignal.set(() => {
      const settings = node.controls.execution.toggle();
      const text = `parallel execution is ${settings.executor === 'sequential' ? 'off' : 'on'}`;
      // A warning, so that whoever has sent the signal sees its effect at the default level.
      logger.warn({ signal: 'SIGUSR2', ...settings }, text);
    });
    await node.run(signal);
    if (signal.aborted) {
      logger.info({ signal: String(signal.reason) }, 'stopping');
      print(`stopping: ${String(signal.reason)}`);
    }
  } finally {
    toggleSignal.clear();
    readyFile?.remove();
    await node.close();
  }
  return totals;
}

/** Where the run prints: nowhere when it is to be quiet. */
function printerOf({ quiet }: DevOptions, stdout: Output): (line: string) => void {
  return quiet ? () => undefined : stdout.print;
}

/** The lines of blocks: a table on a terminal, elsewhere lines that can be read alone. A terminal that nobody has given a size reports 0. */
function blockLines(stdout: Output): Pick<BlockTable, 'begin' | 'row'> {
  if (stdout.abilities.isTerminal) return new BlockTable(() => stdout.columns() || STANDARD_COLUMNS, stdout.style);
  return { begin: () => [], row: (block) => [liveLine(block, stdout.style)] };
}

/** Makes the folder of a file that the run will write, and checks that the file can be written. */
function prepareFile(flag: string, file: string): void {
  try {
    makeFolder(dirname(file));
  } catch (error) {
    throw fileRefusal(flag, error);
  }
  requireWritable(flag, file);
}
