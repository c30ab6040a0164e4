import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDevnetGenesis, type Genesis, genesisToJson, parseGenesis } from '@tos/chain';
import { type FolderLock, lockFolder } from '@tos/folder-lock';
import { isTosError } from '@tos/protocol';
import { devAccounts, loadAccounts, publicKeysOf } from '../dev-accounts.ts';
import { invalidSetting } from '../invalid-setting.ts';
import { writeFileDurably } from './write-file.ts';

/** A folder with a chain in it, held by this process. */
export interface Datadir {
  readonly path: string;
  /** Made just now. */
  readonly isNew: boolean;
  readonly genesis: Genesis;
  /** Where the storage is. */
  readonly chainLocation: string;
  readonly lock: FolderLock;
}

/**
 * Opens a data directory, or makes one with a devnet of its own: `LOCK`, `genesis.json` and the folder `chain`.
 * @param fundedLoadAccounts what a new genesis funds, at least the 1,000 that every devnet has.
 * @throws TOS_DATADIR_LOCKED while another process holds it
 * @throws TOS_INVALID_CONFIG for a folder that cannot be used and a genesis file that is wrong or gone
 */
export function openDatadir(path: string, fundedLoadAccounts: number): Datadir {
  makeFolder(path);
  const lock = lockFolder(path);
  try {
    const file = join(path, 'genesis.json');
    const chainLocation = join(path, 'chain');
    const isNew = !existsSync(file);
    if (isNew && existsSync(chainLocation)) {
      throw invalidSetting(file, 'it is gone, but there is a chain beside it');
    }
    const genesis = isNew ? createGenesis(file, fundedLoadAccounts) : readGenesis(file);
    return { path, isNew, genesis, chainLocation, lock };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalidSetting('--datadir', reason);
  }
}

function createGenesis(file: string, fundedLoadAccounts: number): Genesis {
  const funded = Math.max(loadAccounts.count, fundedLoadAccounts);
  const allocations = [
    ...publicKeysOf(devAccounts, devAccounts.count).map((publicKey) => ({ publicKey, amount: devAccounts.funds })),
    ...publicKeysOf(loadAccounts, funded).map((publicKey) => ({ publicKey, amount: loadAccounts.funds })),
  ];
  const genesis = createDevnetGenesis({ allocations, timestamp: Date.now() });
  writeFileDurably(file, `${JSON.stringify(genesisToJson(genesis), undefined, 1)}\n`);
  return genesis;
}

function readGenesis(file: string): Genesis {
  try {
    const genesis = parseGenesis(readFileSync(file, 'utf8'));
    if (genesis.network === 'devnet') return genesis;
    throw invalidSetting('genesis.network', `it is of ${genesis.network}, this node runs a devnet`);
  } catch (error) {
    if (!isTosError(error, 'TOS_INVALID_CONFIG')) throw error;
    const { setting, reason } = error.details;
    throw invalidSetting(`${file}: ${setting}`, reason);
  }
}
