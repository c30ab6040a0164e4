import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { assertWhole } from './assert-whole.ts';
import type { HelperProcess } from './helpers.ts';
import type { StorageTest } from './storage-test.ts';
import { scriptUrl } from './threads/script.ts';

const BLOCKS = 150;
/** Bytes that files may take: far less than the blocks need, and more than an empty database. */
const ROOM = 700_000;
const REFUSALS = 3;
/** Attempts, 50 ms apart, after which a commit must succeed once there is room again. A storage that needs more does not recover. */
const ATTEMPTS = 60;

/**
 * Commits until files may not grow any more; `prlimit` sets the limit, and lifts it from outside.
 * @returns false on a machine without `prlimit`, and for a storage that reaches no limit because its files are many and small
 */
export async function fillLimitedFiles(kit: StorageTest): Promise<boolean> {
  if (spawnSync('prlimit', ['--version']).status !== 0) return false;
  const location = kit.location();
  const command = ['prlimit', `--fsize=${ROOM}:unlimited`, ...commitForever(kit, location)];
  const helper = kit.helpers.spawn(command, { stdin: 'pipe' });
  const { pid } = helper.child;
  const wasFull = await refusedUntil(helper, () =>
    execFileSync('prlimit', ['--pid', String(pid), '--fsize=unlimited']),
  );
  await assertAllThere(kit, location);
  return wasFull;
}

// Only the processes of its namespace see the file system, and it ends with them: hence the copy. The shell that waits for the order to make
// room closes its outputs, so that the end of the committing process is the end of the output.
const ON_SMALL_FILE_SYSTEM = `
  mount -t tmpfs -o size=16m none "$1" || exit 1
  target="$2"; ballast="$3"; shift 3
  head -c "$ballast" /dev/zero > "$0/ballast"
  exec 3<&0
  (read -r go && rm "$0/ballast") <&3 >/dev/null 2>&1 &
  "$@" && cp -r "$0/storage" "$target"`;
const BALLAST = 16 * 2 ** 20 - ROOM;

/**
 * Commits until a file system in memory is full. A limit on files does not show the faults of memory maps and of files beside the data on a
 * full disk; this does.
 * @returns false where nothing may be mounted (`unshare`, as in most containers), and for a storage that never fills the file system
 */
export async function fillFileSystem(kit: StorageTest): Promise<boolean> {
  const [mounted, copy] = [kit.location(), kit.location()];
  mkdirSync(mounted);
  const inNamespace = ['unshare', '--map-root-user', '--mount', 'sh', '-c'];
  const [command, ...args] = [...inNamespace, 'mount -t tmpfs -o size=64k none "$0"', mounted];
  if (spawnSync(command!, args).status !== 0) return false;
  const committing = commitForever(kit, `${mounted}/storage`);
  const shell = [...inNamespace, ON_SMALL_FILE_SYSTEM, mounted, mounted, copy, String(BALLAST), ...committing];
  const helper = kit.helpers.spawn(shell, { stdin: 'pipe' });
  const wasFull = await refusedUntil(helper, () => helper.child.stdin?.end('\n'));
  helper.child.stdin?.end();
  await assertAllThere(kit, copy);
  return wasFull;
}

function commitForever(kit: StorageTest, location: string): string[] {
  return [process.execPath, fileURLToPath(scriptUrl('commit-forever')), kit.module, location, String(BLOCKS)];
}

/**
 * Reads the reports of a committing process, and asserts that from some block on every commit is refused whole, until there is room.
 * @returns true when a commit was refused
 */
async function refusedUntil({ child, ended, errors }: HelperProcess, makeRoom: () => unknown): Promise<boolean> {
  let failures = 0;
  let committed = -1;
  assert.ok(child.stdout, 'its output is a pipe');
  for await (const line of createInterface(child.stdout)) {
    if (line === 'opening') continue;
    if (!line.startsWith('failed')) {
      committed = Number(line);
      continue;
    }
    assert.equal(
      line,
      `failed TOS_STORAGE_FAILURE at ${committed + 1}, head ${committed}`,
      'a full disk refuses a commit whole',
    );
    if (++failures === REFUSALS) makeRoom();
    assert.ok(
      failures < REFUSALS + ATTEMPTS,
      `there is room again, and block ${committed + 1} is still refused, ${ATTEMPTS} attempts later: ${errors()}`,
    );
  }
  const code = await ended;
  const end = `the process that commits ended with ${code} after block ${committed}, before block ${BLOCKS - 1}: ${errors()}`;
  assert.equal(committed, BLOCKS - 1, end);
  return failures > 0;
}

async function assertAllThere(kit: StorageTest, location: string): Promise<void> {
  const storage = await kit.open(location);
  const head = await assertWhole(storage);
  const lost = BLOCKS - 1 - head;
  assert.equal(
    lost,
    0,
    `${lost} blocks are lost whose commits were acknowledged: ${head + 1} to ${BLOCKS - 1}, around a full disk`,
  );
  await storage.close();
}
