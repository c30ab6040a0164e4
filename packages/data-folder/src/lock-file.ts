import { closeSync, linkSync, lstatSync, openSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { hasCode } from './has-code.ts';
import type { ProcessIdentity } from './process-identity.ts';

/** What a lock says of its owner. */
export interface LockOwner extends ProcessIdentity {
  readonly token: string;
  /** Whether it listens on the socket `LOCK.<token>` beside the lock; if not, the process is all there is to look for. */
  readonly hasSocket: boolean;
  /** For people: a container's name is that of its host. */
  readonly host: string | null;
  /** For people: the folder as its owner sees it. */
  readonly folder: string | null;
  /** The folder's number in the file system: another one means that this is a copy. */
  readonly inode: string | null;
}

/** A lock of 300 bytes that is not complete after this time is what a process left that died while it wrote. */
const WRITING_MS = 500;

/** @returns false when there is a lock already */
export function createLock(path: string, owner: LockOwner): boolean {
  const text = `${JSON.stringify(owner)}\n`;
  const draft = `${path}.${owner.token}.draft`;
  try {
    writeFileSync(draft, text, { flag: 'wx' });
    // Linked into its place, not written there: a reader never sees half a lock.
    linkSync(draft, path);
    return true;
  } catch (error) {
    return hasCode(error, 'EEXIST') ? false : createInPlace(path, text, owner);
  } finally {
    removeDraft(draft);
  }
}

/** What cannot be taken away is not what a caller has to know: why it could not take the lock is. */
function removeDraft(path: string): void {
  try {
    removeFile(path);
  } catch {
    // A mount that is read-only refuses it even where there is none.
  }
}

/**
 * Where there are no hard links (FAT, many shared and network folders). A reader waits for a lock that is not complete; looked at
 * again, because one that waited in vain may have taken it away.
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

/** `foreign`: not a lock that this code writes, and no longer about to become one. @throws what the file system answers */
export async function settledLock(path: string): Promise<LockOwner | 'none' | 'foreign'> {
  let found = readLock(path);
  for (let waited = 0; found === 'foreign' && waited < WRITING_MS; waited += 50) {
    await setTimeout(50);
    found = readLock(path);
  }
  return found;
}

/** Leaves the lock of somebody else alone. */
export function removeIfOwn(path: string, { token }: LockOwner): void {
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
    // A link that leads nowhere is there all the same.
    return lstatSync(path, { throwIfNoEntry: false }) ? 'foreign' : 'none';
  }
}

function parseLock(found: unknown): LockOwner | undefined {
  if (typeof found !== 'object' || found === null || !('pid' in found && 'token' in found)) return undefined;
  const { pid, token } = found;
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
  // It becomes part of a path.
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
