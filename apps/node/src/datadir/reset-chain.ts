import { existsSync, lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { syncFolder } from '@tos/data-folder';
import { invalidSetting } from '../settings/invalid-setting.ts';
import { genesisOf } from './read-genesis.ts';
import { begunFile, chainFolders, genesisFile, mempoolFile } from './storage-place.ts';

/**
 * Refuses to reset what is no data directory of a devnet: a folder with other contents, or a symbolic link. A folder that is missing or
 * empty is accepted.
 * @throws TOS_INVALID_CONFIG
 */
export function assertResettable(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isDirectory()) throw invalidSetting('--reset', `${path} is no folder of its own; name the real folder`);
  if (readdirSync(path).every((name) => name.startsWith('LOCK'))) return;
  const file = genesisFile(path);
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    throw invalidSetting(
      '--reset',
      `${path} is no data directory: it has files, and no genesis.json; nothing was deleted`,
    );
  }
  genesisOf(readFileSync(file, 'utf8'), `--reset: ${file}`);
}

/**
 * Deletes the chain of a data directory that is locked: its databases in all storages, the transactions that wait for it, and then its genesis, so that a reset that was
 * interrupted can be done again. Links are removed and not followed; other files stay.
 * @returns the paths that were deleted
 * @throws as `assertResettable`; nothing is deleted then
 */
export function resetChain(path: string): string[] {
  assertResettable(path);
  const deleted = [...chainFolders(path), mempoolFile(path), begunFile(path), genesisFile(path)].filter((one) =>
    existsSync(one),
  );
  for (const one of deleted) rmSync(one, { recursive: true, force: true });
  syncFolder(path);
  return deleted;
}
