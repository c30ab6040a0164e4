import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TosError } from '@tos/protocol';
import { isRunning, ownIdentity, type ProcessIdentity } from './process-start.ts';

interface LockFile extends ProcessIdentity {
  readonly token: string;
}

export interface FolderLock {
  /** Gives the folder free. Releasing twice is fine. */
  release(): void;
}

/**
 * Takes a folder for this process: a file `LOCK` that names its owner and appears complete or not at all. The lock of a process
 * that has ended, or whose number another one has now, is taken over.
 * @throws TOS_DATADIR_LOCKED naming the owner.
 */
export function lockFolder(folder: string, owner: ProcessIdentity = ownIdentity()): FolderLock {
  return lockFile({ path: join(folder, 'LOCK'), folder }, owner);
}

interface LockPlace {
  readonly path: string;
  readonly folder: string;
}

function lockFile(place: LockPlace, owner: ProcessIdentity): FolderLock {
  const { path, folder } = place;
  const mine: LockFile = { pid: owner.pid, startedAt: owner.startedAt, token: randomUUID() };
  while (!createLock(path, mine)) {
    const found = readLock(path);
    if (isHeld(found)) throw locked(folder, found.pid);
    removeStale(place, owner);
  }
  return {
    release() {
      const found = readLock(path);
      if (typeof found === 'object' && found.token === mine.token) unlinkSync(path);
    },
  };
}

/** Linked into place, not written there: a reader never sees half a lock. */
function createLock(path: string, lock: LockFile): boolean {
  const draft = `${path}.${lock.token}`;
  writeFileSync(draft, `${JSON.stringify(lock)}\n`);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    unlinkSync(draft);
  }
}

/**
 * Looked at again under a lock of its own: of two processes that saw the same stale lock, the slower must not remove the new one. Whoever
 * holds that is about to own the folder; left behind by a process that has ended, it is taken over like any other.
 */
function removeStale({ path, folder }: LockPlace, owner: ProcessIdentity): void {
  const removal = lockFile({ path: `${path}.removal`, folder }, owner);
  try {
    const found = readLock(path);
    if (found !== 'none' && !isHeld(found)) unlinkSync(path);
  } finally {
    removal.release();
  }
}

function isHeld(found: ReturnType<typeof readLock>): found is LockFile {
  return typeof found === 'object' && isRunning(found);
}

/** `foreign`: not one that this code writes. */
function readLock(path: string): LockFile | 'none' | 'foreign' {
  try {
    const found: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isLockFile(found) ? found : 'foreign';
  } catch (error) {
    return hasCode(error, 'ENOENT') ? 'none' : 'foreign';
  }
}

function isLockFile(found: unknown): found is LockFile {
  if (typeof found !== 'object' || found === null) return false;
  if (!('pid' in found && 'startedAt' in found && 'token' in found)) return false;
  const { pid, startedAt, token } = found;
  const isPid = Number.isSafeInteger(pid) && Number(pid) > 0;
  return isPid && (startedAt === null || typeof startedAt === 'string') && typeof token === 'string';
}

function locked(path: string, pid: number): TosError {
  return new TosError('TOS_DATADIR_LOCKED', { path, pid }, `Process ${pid} uses the data directory ${path}.`);
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
