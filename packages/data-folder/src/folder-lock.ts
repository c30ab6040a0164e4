import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { assertText, TosError } from '@tos/protocol';
import { type FolderHandle, openFolder } from './folder-handle.ts';
import { createLock, type LockOwner, removeFile, removeIfOwn, settledLock } from './lock-file.ts';
import { askOwner, listenAsOwner } from './owner-socket.ts';
import { isRunning, ownIdentity } from './process-identity.ts';

export interface FolderLock {
  /** Releases the folder. A second call does nothing. */
  release(): void;
}

interface LockPlace extends FolderHandle {
  /** The folder's path, as this process names it. */
  readonly folder: string;
}

const LOCK = 'LOCK';
const TOKEN_SIZE = 8;

/**
 * Locks a folder for this process (or thread). The owner listens on a socket `LOCK.<token>` as long as it lives, and a file `LOCK` names
 * the socket and describes the owner for people. Another process connects to the socket: the kernel accepts the connection in every PID
 * namespace, refuses it once the owner has ended, and knows no socket of a copy of the folder. On a file system without sockets, the lock
 * belongs to the process that `LOCK` names, if that process runs.
 * @throws TOS_DATADIR_LOCKED, whose message names the owner. When nobody can find out whether the owner still runs, the message
 * names the file to delete.
 * @throws the error of the file system
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
 * Finds the owner of a folder without locking it.
 * @returns the owner's process number in its own PID namespace, or null for a folder without an owner. An owner of which nobody can find
 * out whether it still runs counts as an owner.
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

/** @param name the name of the lock file */
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
 * Removes a stale lock. It first takes the lock `<name>.removal` and looks at the stale lock again: when two processes have seen one stale
 * lock, the slower one must not remove the new lock of the faster one. A removal lock whose process has ended is taken over like every other
 * lock.
 */
async function removeStale(name: string, owner: LockOwner, place: LockPlace): Promise<void> {
  const removal = `${name}.removal`;
  await take(removal, owner, place);
  try {
    const path = join(place.base, name);
    const found = await settledLock(path);
    if (found === 'none') return;
    if (found === 'foreign') {
      removeFile(path);
      return;
    }
    if ((await standingOf(found, place)) !== 'free') return;
    // Only if it is there still: an owner that was asked while it released the folder answers as one that has ended, and another process may have
    // the folder by now. Whoever releases removes the file before the socket, so that a file that is left now is stale.
    removeIfOwn(path, found);
    if (found.token.length === 2 * TOKEN_SIZE) removeFile(join(place.base, `${LOCK}.${found.token}`));
  } finally {
    removeIfOwn(join(place.base, removal), owner);
  }
}

async function standingOf(found: LockOwner, { base, inode }: LockPlace): Promise<'free' | 'held' | 'undecided'> {
  const answer = found.hasSocket ? await askOwner(base, found.token) : 'unknown';
  if (answer !== 'unknown') return answer === 'listens' ? 'held' : 'free';
  // The lock belongs to the folder that this folder is a copy of.
  if (found.inode !== null && found.inode !== inode) return 'free';
  const isThere = isRunning(found);
  return isThere === null ? 'undecided' : isThere ? 'held' : 'free';
}

/** An error of a system call names a file by the path of the handle, which means nothing to people: this puts the folder's path in. */
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
    `The lock ${join(path, name)} belongs to process ${pid} in another container or PID namespace (host ${host}, folder ${folder}). This ` +
    'file system has no sockets, so nobody can see from here whether that process runs. Delete the file if the process has ended.';
  return new TosError('TOS_DATADIR_LOCKED', { path, pid }, message);
}
