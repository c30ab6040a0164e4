import { closeSync, linkSync, lstatSync, openSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { hasCode } from './has-code.ts';
import type { ProcessIdentity } from './process-identity.ts';

/** The content of a lock file: its owner. */
export interface LockOwner extends ProcessIdentity {
  readonly token: string;
  /** True when the owner listens on the socket `LOCK.<token>` beside the lock file. When false, only its process number can be checked. */
  readonly hasSocket: boolean;
  /** The host's name, for people. In a container it is the container's name. */
  readonly host: string | null;
  /** The folder's path as its owner sees it, for people. */
  readonly folder: string | null;
  /** The folder's number in the file system. A lock file with another number was copied together with its folder. */
  readonly inode: string | null;
}

/** A lock file has about 300 bytes. One that is incomplete after this time was left by a process that ended while it wrote. */
const WRITING_MS = 500;

/** @returns false when a lock file is there already */
export function createLock(path: string, owner: LockOwner): boolean {
  const text = `${JSON.stringify(owner)}\n`;
  const draft = `${path}.${owner.token}.draft`;
  try {
    writeFileSync(draft, text, { flag: 'wx' });
    // A link appears with its whole content, so that a reader never sees half a lock.
    linkSync(draft, path);
    return true;
  } catch (error) {
    return hasCode(error, 'EEXIST') ? false : createInPlace(path, text, owner);
  } finally {
    removeDraft(draft);
  }
}

/** Removes a draft, and ignores an error: the caller needs the error of taking the lock, not the error of cleaning up. */
function removeDraft(path: string): void {
  try {
    removeFile(path);
  } catch {
    // A read-only mount refuses even the removal of a file that is not there.
  }
}

/**
 * Creates a lock file on a file system without hard links (FAT, many shared and network folders). A reader waits for a lock file that is
 * incomplete. The file is read again after it was written, because a reader that waited in vain may have removed it.
 */
function createInPlace(path: string, text: string, owner: LockOwner): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx');
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
  try {
    writeFileSync(file, text);
  } catch (error) {
    removeDraft(path);
    throw error;
  } finally {
    closeSync(file);
  }
  const found = readLock(path);
  return typeof found === 'object' && found.token === owner.token;
}

/**
 * The owner in a lock file that nobody is writing any more.
 * @returns `foreign` for a file that is still not a lock of this code after `WRITING_MS`
 * @throws the error of the file system
 */
export async function settledLock(path: string): Promise<LockOwner | 'none' | 'foreign'> {
  let found = readLock(path);
  for (let waited = 0; found === 'foreign' && waited < WRITING_MS; waited += 50) {
    await setTimeout(50);
    found = readLock(path);
  }
  return found;
}

/** Removes a lock file of this owner, and leaves the lock file of another owner in place. */
export function removeIfOwn(path: string, { token }: Pick<LockOwner, 'token'>): void {
  const found = readLock(path);
  if (typeof found === 'object' && found.token === token) removeFile(path);
}

export function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

function readLock(path: string): LockOwner | 'none' | 'foreign' {
  try {
    return parseLock(JSON.parse(readFileSync(path, 'utf8'))) ?? 'foreign';
  } catch (error) {
    if (error instanceof SyntaxError) return 'foreign';
    if (!hasCode(error, 'ENOENT')) throw error;
    // A symbolic link whose target is missing is a file too.
    return lstatSync(path, { throwIfNoEntry: false }) ? 'foreign' : 'none';
  }
}

function parseLock(found: unknown): LockOwner | undefined {
  if (typeof found !== 'object' || found === null || !('pid' in found && 'token' in found)) return undefined;
  const { pid, token } = found;
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
  // The token becomes part of a path.
  if (typeof token !== 'string' || !/^[0-9A-Za-z-]+$/.test(token)) return undefined;
  const members: ReadonlyMap<string, unknown> = new Map(Object.entries(found));
  const text = (name: string): string | null => {
    const value = members.get(name);
    return typeof value === 'string' ? value : null;
  };
  return {
    pid,
    token,
    hasSocket: members.get('hasSocket') === true,
    startedAt: text('startedAt'),
    bootId: text('bootId'),
    pidNamespace: text('pidNamespace'),
    host: text('host'),
    folder: text('folder'),
    inode: text('inode'),
  };
}
