import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { assertText, TosError } from '@tos/protocol';
import { type FolderHandle, openFolder } from './folder-handle.ts';
import { createLock, type LockOwner, removeFile, removeIfOwn, settledLock } from './lock-file.ts';
import { askOwner, listenAsOwner } from './owner-socket.ts';
import { isRunning, ownIdentity } from './process-identity.ts';

export interface FolderLock {
  /** Gives the folder free. Releasing twice is fine. */
  release(): void;
}

interface LockPlace extends FolderHandle {
  /** The folder, as this process names it. */
  readonly folder: string;
}

const LOCK = 'LOCK';
const TOKEN_SIZE = 8;

/**
 * Takes a folder for this process (or thread): a socket `LOCK.<token>` on which its owner listens as long as it lives, and a file `LOCK`
 * that names the socket, and the owner for people. Whoever comes asks the socket: the kernel answers for every PID namespace, refuses
 * after the owner's end, and knows nothing of a copy of the folder. Where there are no sockets, the process that `LOCK` names is looked for.
 * @throws TOS_DATADIR_LOCKED naming the owner; and when it cannot be told whether that still runs, what to do
 * @throws what the file system answers
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const place = placeOf(folder);
  const token = randomBytes(TOKEN_SIZE).toString('hex');
  const socket = listenAsOwner(place.base, token);
  const owner: LockOwner = {
    ...ownIdentity(),
    token,
    hasSocket: socket !== null,
    host: hostname(),
    folder: place.folder,
    inode: place.inode,
  };
  const leave = (): void => {
    socket?.close();
    place.close();
  };
  try {
    await take(LOCK, owner, place);
  } catch (error) {
    leave();
    throw withNames(error, place);
  }
  let isHeld = true;
  return {
    release() {
      if (!isHeld) return;
      isHeld = false;
      try {
        removeIfOwn(join(place.base, LOCK), owner);
      } catch (error) {
        throw withNames(error, place);
      } finally {
        leave();
      }
    },
  };
}

/**
 * Who holds a folder, for those who only look.
 * @returns its process, as that calls itself, and also where it cannot be told whether that still runs; null when nobody does
 */
export async function folderOwner(folder: string): Promise<{ readonly pid: number } | null> {
  const place = placeOf(folder);
  try {
    const found = await settledLock(join(place.base, LOCK));
    return found === 'none' || found === 'foreign' || (await standingOf(found, place)) === 'free' ? null : found;
  } catch (error) {
    throw withNames(error, place);
  } finally {
    place.close();
  }
}

function placeOf(folder: string): LockPlace {
  assertText(folder, 'folder');
  return { ...openFolder(folder), folder: resolve(folder) };
}

/** @param name of the lock */
async function take(name: string, owner: LockOwner, place: LockPlace): Promise<void> {
  const path = join(place.base, name);
  while (!createLock(path, owner)) {
    const found = await settledLock(path);
    if (typeof found === 'object') {
      const standing = await standingOf(found, place);
      if (standing === 'held') throw locked(place.folder, found);
      if (standing === 'undecided') throw undecided(place.folder, name, found);
    }
    await removeStale(name, owner, place);
  }
}

/**
 * Looked at again under a lock of its own: of two processes that saw the same stale lock, the slower must not remove the new one. Whoever
 * holds that is about to own the folder; left behind by a process that has ended, it is taken over like any other.
 */
async function removeStale(name: string, owner: LockOwner, place: LockPlace): Promise<void> {
  const removal = `${name}.removal`;
  await take(removal, owner, place);
  try {
    const found = await settledLock(join(place.base, name));
    if (found === 'none') return;
    if (typeof found === 'object' && (await standingOf(found, place)) !== 'free') return;
    removeFile(join(place.base, name));
    if (typeof found === 'object' && found.token.length === 2 * TOKEN_SIZE) {
      removeFile(join(place.base, `${LOCK}.${found.token}`));
    }
  } finally {
    removeIfOwn(join(place.base, removal), owner);
  }
}

async function standingOf(found: LockOwner, { base, inode }: LockPlace): Promise<'free' | 'held' | 'undecided'> {
  const answer = found.hasSocket ? await askOwner(base, found.token) : 'unknown';
  if (answer !== 'unknown') return answer === 'listens' ? 'held' : 'free';
  // Of the folder that this one is a copy of.
  if (found.inode !== null && found.inode !== inode) return 'free';
  const isThere = isRunning(found);
  return isThere === null ? 'undecided' : isThere ? 'held' : 'free';
}

/** The error of a system call names a file by the way of the handle, which means nothing to people. */
function withNames(error: unknown, { base, folder }: LockPlace): unknown {
  if (error instanceof Error && base !== folder) error.message = error.message.replaceAll(base, folder);
  return error;
}

function locked(folder: string, found: LockOwner): TosError {
  const { pid, pidNamespace, host } = found;
  const isElsewhere = pidNamespace !== null && pidNamespace !== ownIdentity().pidNamespace;
  const where = isElsewhere ? `, in another container or PID namespace (host ${host}, folder ${found.folder}),` : '';
  const message = `Process ${pid}${where} uses the data directory ${folder}.`;
  return new TosError('TOS_DATADIR_LOCKED', { path: folder, pid }, message);
}

function undecided(path: string, name: string, { pid, host, folder }: LockOwner): TosError {
  const message =
    `The lock ${join(path, name)} is of process ${pid} in another container or PID namespace (host ${host}, folder ${folder}), and this file ` +
    'system has no sockets by which it could be asked. Delete the file if that process has ended.';
  return new TosError('TOS_DATADIR_LOCKED', { path, pid }, message);
}
