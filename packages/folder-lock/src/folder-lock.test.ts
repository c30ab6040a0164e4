import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs, { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
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

test('whenever others come while a stale lock is taken over, one of them all has the folder', async () => {
  const pid = await endedPid();
  const names = ['linkSync', 'readFileSync', 'renameSync', 'rmSync', 'unlinkSync', 'writeFileSync'] as const;
  const real = Object.fromEntries(names.map((name) => [name, fs[name]]));
  const useFiles = (functions: object): void => {
    Object.assign(fs, functions);
    syncBuiltinESMExports();
  };
  /** Before two of the first one's steps somebody else comes. @returns how many steps there were, and who got what */
  const race = (early: number, late: number): { steps: number; outcomes: unknown[] } => {
    const outcomes: unknown[] = [];
    const come = (): void => {
      outcomes.push(catchError(() => lockFolder(folder)));
    };
    let steps = 0;
    const hooked = Object.entries(real).map(([name, call]) => [
      name,
      (...args: unknown[]): unknown => {
        useFiles(real);
        for (const place of [early, late]) if (place === steps) come();
        useFiles(Object.fromEntries(hooked));
        steps++;
        return Reflect.apply(call, fs, args);
      },
    ]);
    useFiles(Object.fromEntries(hooked));
    try {
      come();
    } finally {
      useFiles(real);
    }
    return { steps, outcomes };
  };
  for (let early = 0, last = 1; early < last; early++) {
    for (let late = early; late < last; late++) {
      lockAs({ pid, startedAt: '1' });
      const { steps, outcomes } = race(early, late);
      last = Math.max(last, steps);
      const refused = outcomes.filter((outcome) => isTosError(outcome, 'TOS_DATADIR_LOCKED'));
      expect(
        [outcomes.length - refused.length, readdirSync(folder)],
        `steps ${early} and ${late}: ${outcomes}`,
      ).toEqual([1, ['LOCK']]);
      rmSync(join(folder, 'LOCK'));
    }
  }
});

test('a takeover that died is taken over', async () => {
  const pid = await endedPid();
  for (const name of ['LOCK', 'LOCK.removal', 'LOCK.removal.removal']) {
    writeFileSync(join(folder, name), JSON.stringify({ pid, startedAt: '1', token: name }));
  }
  lockFolder(folder).release();
  expect(readdirSync(folder)).toEqual([]);
});

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
