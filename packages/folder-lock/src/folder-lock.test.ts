import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTosError } from '@tos/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockFolder } from './folder-lock.ts';
import { isRunning, ownIdentity } from './process-start.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tos-lock-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function lockAs(owner: { pid: number; startedAt: string | null }): void {
  writeFileSync(join(folder, 'LOCK'), JSON.stringify({ ...owner, token: 'x' }));
}

/** The number of a process that has ended. */
async function endedPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid!;
}

test('a second owner is told who holds the folder, until it is released', () => {
  const lock = lockFolder(folder);
  const error = catchError(() => lockFolder(folder));
  expect(isTosError(error, 'TOS_DATADIR_LOCKED') && error.details).toEqual({ path: folder, pid: process.pid });
  expect(error).toMatchObject({ message: expect.stringContaining(`Process ${process.pid} uses`) });
  lock.release();
  lock.release();
  expect(readdirSync(folder)).toEqual([]);
  lockFolder(folder).release();
});

test('the lock of an ended process is taken over', async () => {
  lockAs({ pid: await endedPid(), startedAt: '1' });
  const lock = lockFolder(folder);
  expect(JSON.parse(readFileSync(join(folder, 'LOCK'), 'utf8'))).toMatchObject(ownIdentity());
  expect(readdirSync(folder)).toEqual(['LOCK']);
  lock.release();
});

test.runIf(process.platform === 'linux')(
  'a process that was given the number of the owner does not hold its lock',
  () => {
    lockAs({ pid: process.pid, startedAt: '1' });
    lockFolder(folder).release();
  },
);

test('where start times are not known, the number decides', () => {
  lockAs({ pid: process.pid, startedAt: null });
  expect(catchError(() => lockFolder(folder))).toMatchObject({ code: 'TOS_DATADIR_LOCKED' });
});

test.each(['', 'garbage', '{"pid":0}', '{"pid":1e99,"startedAt":null,"token":""}'])(
  'a lock file of %j is nobody’s',
  (text) => {
    writeFileSync(join(folder, 'LOCK'), text);
    lockFolder(folder).release();
    expect(readdirSync(folder)).toEqual([]);
  },
);

test('a release leaves the lock of somebody else alone', () => {
  const lock = lockFolder(folder);
  lockAs({ pid: process.pid, startedAt: ownIdentity().startedAt });
  lock.release();
  expect(readdirSync(folder)).toEqual(['LOCK']);
});

test.runIf(process.platform === 'linux')('a zombie does not run', async () => {
  // The shell's child ends at once; sleep, which replaces the shell, never asks for its end.
  const shell = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 10'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [text] = await once(shell.stdout, 'data');
  const pid = Number(String(text));
  await expect.poll(() => readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ')).toBe(true);
  expect(isRunning({ pid, startedAt: null })).toBe(false);
  shell.kill();
});

function catchError(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
