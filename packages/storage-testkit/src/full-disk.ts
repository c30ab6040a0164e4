import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { assertEqual } from './assert-equal.ts';
import type { HelperProcess } from './helpers.ts';
import type { Subject } from './kind.ts';
import type { KitTest } from './kit-test.ts';
import { scriptUrl } from './threads/script.ts';

const CHANGES = 150;
/** Bytes that files may take: far less than the changes need, and more than an empty database. */
const ROOM = 700_000;
const REFUSALS = 3;
/** Attempts, 50 ms apart, after which a change must succeed once there is room again. A storage that needs more does not recover. */
const ATTEMPTS = 60;

/**
 * Makes changes until files may not grow any more; `prlimit` sets the limit, and lifts it from outside.
 * @returns false on a machine without `prlimit`, and for a storage that reaches no limit because its files are many and small
 */
export async function fillLimitedFiles<Tested extends Subject>(kit: KitTest<Tested>): Promise<boolean> {
  if (spawnSync('prlimit', ['--version']).status !== 0) return false;
  const location = kit.location();
  const command = ['prlimit', `--fsize=${ROOM}:unlimited`, ...writeForever(kit, location)];
  const helper = kit.helpers.spawn(command, { stdin: 'pipe' });
  const { pid } = helper.child;
  const wasFull = await refusedUntil(helper, () =>
    execFileSync('prlimit', ['--pid', String(pid), '--fsize=unlimited']),
  );
  await assertAllThere(kit, location);
  return wasFull;
}

// Only the processes of its namespace see the file system, and it ends with them: hence the copy. The shell that waits for the order to make
// room closes its outputs, so that the end of the writing process is the end of the output.
const ON_SMALL_FILE_SYSTEM = `
  mount -t tmpfs -o size=16m none "$1" || exit 1
  target="$2"; ballast="$3"; shift 3
  head -c "$ballast" /dev/zero > "$0/ballast"
  exec 3<&0
  (read -r go && rm "$0/ballast") <&3 >/dev/null 2>&1 &
  "$@" && cp -r "$0/storage" "$target"`;
const BALLAST = 16 * 2 ** 20 - ROOM;

/**
 * Makes changes until a file system in memory is full. A limit on files does not show the faults of memory maps and of files beside the data on a
 * full disk; this does.
 * @returns false where nothing may be mounted (`unshare`, as in most containers), and for a storage that never fills the file system
 */
export async function fillFileSystem<Tested extends Subject>(kit: KitTest<Tested>): Promise<boolean> {
  const [mounted, copy] = [kit.location(), kit.location()];
  mkdirSync(mounted);
  const inNamespace = ['unshare', '--map-root-user', '--mount', 'sh', '-c'];
  const [command, ...args] = [...inNamespace, 'mount -t tmpfs -o size=64k none "$0"', mounted];
  if (spawnSync(command!, args).status !== 0) return false;
  const writing = writeForever(kit, `${mounted}/storage`);
  const shell = [...inNamespace, ON_SMALL_FILE_SYSTEM, mounted, mounted, copy, String(BALLAST), ...writing];
  const helper = kit.helpers.spawn(shell, { stdin: 'pipe' });
  const wasFull = await refusedUntil(helper, () => helper.child.stdin?.end('\n'));
  helper.child.stdin?.end();
  await assertAllThere(kit, copy);
  return wasFull;
}

function writeForever({ kind, module }: KitTest<Subject>, location: string): string[] {
  return [process.execPath, fileURLToPath(scriptUrl('write-forever')), kind.factory, module, location, String(CHANGES)];
}

/**
 * Reads the reports of a writing process, and asserts that from some change on every one is refused whole, until there is room.
 * @returns true when a change was refused
 */
async function refusedUntil({ child, ended, errors }: HelperProcess, makeRoom: () => unknown): Promise<boolean> {
  let failures = 0;
  let done = -1;
  assert.ok(child.stdout, 'its output is a pipe');
  for await (const line of createInterface(child.stdout)) {
    if (line === 'opening') continue;
    if (!line.startsWith('failed')) {
      done = Number(line);
      continue;
    }
    const [, code, at, head] = /^failed (\S+) at (\d+), head (-?\d+)$/.exec(line) ?? [];
    assertEqual([code, at], ['TOS_STORAGE_FAILURE', String(done + 1)], `a full disk refuses a change: ${line}`);
    assertNothingLost(Number(head), done);
    // A change that was refused may have been made all the same.
    done = Number(head);
    if (++failures === REFUSALS) makeRoom();
    assert.ok(
      failures < REFUSALS + ATTEMPTS,
      `there is room again, and change ${done + 1} is still refused, ${ATTEMPTS} attempts later: ${errors()}`,
    );
  }
  const code = await ended;
  const end = `the process that makes changes ended with ${code} after change ${done}, before change ${CHANGES - 1}: ${errors()}`;
  assert.equal(done, CHANGES - 1, end);
  return failures > 0;
}

async function assertAllThere<Tested extends Subject>(kit: KitTest<Tested>, location: string): Promise<void> {
  const numbered = kit.kind.numbered(await kit.open(location));
  assertNothingLost(await numbered.assertWhole(), CHANGES - 1);
  await numbered.close();
}

function assertNothingLost(head: number, acknowledged: number): void {
  const lost = Math.max(0, acknowledged - head);
  assert.equal(
    lost,
    0,
    `${lost} changes are lost that were acknowledged: ${head + 1} to ${acknowledged}, around a full disk`,
  );
}
