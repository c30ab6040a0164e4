import { existsSync, readFileSync } from 'node:fs';
import { type Genesis, genesisToJson } from '@tos/chain';
import { type FolderLock, lockFolder, makeFolder, writeFileDurably } from '@tos/data-folder';
import { fileRefusal } from '../settings/file-refusal.ts';
import { invalidSetting } from '../settings/invalid-setting.ts';
import type { DurableKind, StorageKind } from '../storage/storage-kind.ts';
import { GenesisChoice, type GenesisOptions } from './genesis-choice.ts';
import { genesisOf } from './read-genesis.ts';
import { assertResettable, resetChain } from './reset-chain.ts';
import { genesisFile, kindsIn, type StoragePlace, storageIn } from './storage-place.ts';

/** A folder with a chain in it. */
export interface Datadir {
  readonly path: string;
  /** Whether this process has just made it. */
  readonly isNew: boolean;
  readonly genesis: Genesis;
  readonly storage: StoragePlace;
  /** The lock by which this process holds the folder; null when it only reads, beside whoever writes. */
  readonly lock: FolderLock | null;
}

/** What `openDatadir` works by. */
export interface DatadirOptions extends GenesisOptions {
  /** The storage for the chain; when absent the one that has the chain, or LMDB for a new chain. */
  readonly storage?: StorageKind | undefined;
  /** Whether the chain that is there is deleted. */
  readonly reset: boolean;
}

/**
 * Opens a data directory, or makes one with a devnet of its own: `LOCK`, `genesis.json` and the folder of the storage.
 * @param onReset receives the paths that a reset has deleted
 * @throws TOS_DATADIR_LOCKED while another process holds it
 * @throws TOS_STORAGE_CORRUPT for a chain whose database is gone
 * @throws TOS_INVALID_CONFIG for a folder that cannot be used, a genesis file that is wrong, gone or not what was asked for, and another
 *   storage than the chain is in
 */
export async function openDatadir(
  path: string,
  options: DatadirOptions,
  onReset: (deleted: readonly string[]) => void,
): Promise<Datadir> {
  // Read first: a reset deletes nothing when the new chain could not begin, and the file may be the one that is deleted.
  const choice = new GenesisChoice(options);
  if (options.reset) usable('--reset', () => assertResettable(path));
  usable('--datadir', () => makeFolder(path));
  return whileLocked('--datadir', path, (lock) => {
    if (options.reset) onReset(resetChain(path));
    const file = genesisFile(path);
    const isNew = !existsSync(file);
    if (isNew && kindsIn(path).length > 0)
      throw invalidSetting(file, 'the file is gone, but there is a chain beside it');
    const storage = storageIn(path, options.storage);
    const genesis = isNew ? choice.create() : readGenesis(file);
    if (isNew) writeFileDurably(file, `${JSON.stringify(genesisToJson(genesis), undefined, 1)}\n`);
    else choice.assertIs(genesis, path);
    return { path, isNew, genesis, storage, lock };
  });
}

/** Opens a data directory that has a chain. @throws as `openDatadir`, and TOS_INVALID_CONFIG when it has none */
export async function openExistingDatadir(path: string, asked?: DurableKind): Promise<Datadir> {
  assertChain(path);
  return whileLocked('--datadir', path, (lock) => existing(path, asked, lock));
}

/**
 * Opens a data directory that has a chain for reading alone: takes no lock, writes nothing, and works on a mount that is read-only.
 * @throws as `openExistingDatadir`, but for the lock
 */
export function lookIntoDatadir(path: string, asked?: DurableKind): Datadir {
  assertChain(path);
  return usable('--datadir', () => existing(path, asked, null));
}

function assertChain(path: string): void {
  if (!existsSync(genesisFile(path))) throw invalidSetting('--datadir', `there is no chain in ${path}`);
}

function existing(path: string, asked: DurableKind | undefined, lock: FolderLock | null): Datadir {
  if (kindsIn(path).length === 0) throw invalidSetting('--datadir', `there is no chain in ${path}`);
  const storage = { ...storageIn(path, asked), isReadOnly: lock === null };
  return { path, isNew: false, genesis: readGenesis(genesisFile(path)), storage, lock };
}

/**
 * Opens a data directory to fill it with a chain: a new folder, or one that has the genesis of this chain already.
 * @param setting the flag or argument that named the folder
 * @throws as `openDatadir`
 */
export async function openDatadirToFill(
  path: string,
  { genesis, kind, setting }: { readonly genesis: Genesis; readonly kind?: DurableKind; readonly setting: string },
): Promise<Datadir> {
  usable(setting, () => makeFolder(path));
  return whileLocked(setting, path, (lock) => {
    const file = genesisFile(path);
    const isNew = !existsSync(file);
    const storage = storageIn(path, kind);
    const text = `${JSON.stringify(genesisToJson(genesis), undefined, 1)}\n`;
    if (isNew) writeFileDurably(file, text);
    else if (JSON.stringify(genesisToJson(readGenesis(file))) !== JSON.stringify(genesisToJson(genesis))) {
      throw invalidSetting(setting, `${path} belongs to a chain with another genesis`);
    }
    return { path, isNew, genesis, storage, lock };
  });
}

async function whileLocked(setting: string, path: string, open: (lock: FolderLock) => Datadir): Promise<Datadir> {
  const lock = await lockFolder(path).catch((error: unknown) => {
    throw fileRefusal(setting, error);
  });
  try {
    return usable(setting, () => open(lock));
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Turns a refusal of the file system into the error for a wrong setting. */
function usable<T>(setting: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fileRefusal(setting, error);
  }
}

/** The genesis in a file. @throws TOS_INVALID_CONFIG for a file that is wrong, and of another network */
export function readGenesis(file: string): Genesis {
  return genesisOf(readFileSync(file, 'utf8'), file);
}
