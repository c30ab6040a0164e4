import assert from 'node:assert/strict';
import { type ChildProcessByStdio, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { assertWhole } from './assert-whole.ts';
import type { StorageTest } from './storage-test.ts';
import { scriptUrl } from './threads/script.ts';

const BLOCKS = 150;
/** Far less than the blocks take, and more than an empty database. */
const ROOM = 700_000;
const REFUSALS = 3;

/** Commits until files may not grow any more: `prlimit` sets the limit and lifts it from outside. False where it is not there. */
export async function fillLimitedFiles(kit: StorageTest): Promise<boolean> {
  if (spawnSync('prlimit', ['--version']).status !== 0) return false;
  const location = kit.location();
  const child = start(['prlimit', `--fsize=${ROOM}:unlimited`, ...commitForever(kit, location)]);
  await refusedUntil(child, () => execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited']));
  await assertAllThere(kit, location);
  return true;
}

// The file system is seen by the processes of its namespace alone, and goes with them: hence the copy.
const ON_SMALL_FILE_SYSTEM = `
  mount -t tmpfs -o size=16m none "$1" || exit 1
  target="$2"; ballast="$3"; shift 3
  head -c "$ballast" /dev/zero > "$0/ballast"
  "$@" &
  read -r go
  rm "$0/ballast"
  wait $! && cp -r "$0/storage" "$target"`;
const BALLAST = 16 * 2 ** 20 - ROOM;

/**
 * Commits until a file system in memory is full. Shows what a limit on files does not: memory maps and files beside the data on a
 * full disk. False where nothing may be mounted (`unshare`, as in most containers).
 */
export async function fillFileSystem(kit: StorageTest): Promise<boolean> {
  const [mounted, copy] = [kit.location(), kit.location()];
  mkdirSync(mounted);
  const inNamespace = ['unshare', '--map-root-user', '--mount', 'sh', '-c'];
  const [command, ...args] = [...inNamespace, 'mount -t tmpfs -o size=64k none "$0"', mounted];
  if (spawnSync(command!, args).status !== 0) return false;
  const committing = commitForever(kit, `${mounted}/storage`);
  const shell = [...inNamespace, ON_SMALL_FILE_SYSTEM, mounted, mounted, copy, String(BALLAST), ...committing];
  const child = start(shell);
  await refusedUntil(child, () => child.stdin.end('\n'));
  await assertAllThere(kit, copy);
  return true;
}

function commitForever(kit: StorageTest, location: string): string[] {
  return [process.execPath, fileURLToPath(scriptUrl('commit-forever')), kit.module, location, String(BLOCKS)];
}

function start([command = '', ...args]: readonly string[]): ChildProcessByStdio<Writable, Readable, null> {
  // lmdb-js prints its own line about a failed write.
  return spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
}

/** Reads what a process reports: every commit is refused whole from some block on, until there is room. */
async function refusedUntil(
  child: ChildProcessByStdio<Writable, Readable, null>,
  makeRoom: () => unknown,
): Promise<void> {
  const ended = new Promise((resolve) => child.once('close', resolve));
  let failures = 0;
  let committed = -1;
  for await (const line of createInterface(child.stdout)) {
    if (line === 'opening') continue;
    if (!line.startsWith('failed')) {
      committed = Number(line);
      continue;
    }
    assert.equal(line, `failed TOS_STORAGE_FAILURE at ${committed + 1}, head ${committed}`);
    if (++failures === REFUSALS) makeRoom();
  }
  await ended;
  assert.ok(failures >= REFUSALS, `the disk was never full: ${committed + 1} blocks took less than ${ROOM} bytes`);
  assert.equal(committed, BLOCKS - 1);
}

async function assertAllThere(kit: StorageTest, location: string): Promise<void> {
  const storage = await kit.open(location);
  assert.equal(await assertWhole(storage), BLOCKS - 1);
  await storage.close();
}
