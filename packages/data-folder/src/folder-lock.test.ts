import { type ChildProcess, type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs, {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { isTosError } from '@tos/protocol';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { folderOwner, lockFolder } from './folder-lock.ts';
import { ownIdentity } from './process-identity.ts';

const onLinux = test.runIf(process.platform === 'linux');
/** Other processes and threads import the compiled package. */
const module = new URL('../dist/index.js', import.meta.url);
const otherBoot = '00000000-0000-4000-8000-000000000000';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tos-lock-'));
});

// A process that was killed goes on to write until it has ended, and a folder that is written to cannot be removed.
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await Promise.all([...children].map((child) => once(child, 'exit')));
  rmSync(folder, { recursive: true, force: true });
});

const children: Set<ChildProcess> = new Set();

/** A process that runs a module until it is killed: at the end of the test, or before. */
function startModule(script: string): ChildProcessByStdio<null, Readable, null> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

/** Writes a lock file as of a running process without a socket, with some members changed. */
function lockAs(change: object, name = 'LOCK'): void {
  const owner = { ...ownIdentity(), token: 'x', hasSocket: false, host: 'h', folder, inode: inodeOf(folder) };
  writeFileSync(join(folder, name), JSON.stringify({ ...owner, ...change }));
}

function inodeOf(path: string): string {
  return String(statSync(path, { bigint: true }).ino);
}

/** The number of a process that has ended. */
async function endedPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid!;
}

/** A process that holds the folder until it is killed. */
async function holder(path: string): Promise<ChildProcess> {
  const child = startModule(`import { lockFolder } from '${module}'; await lockFolder(${JSON.stringify(path)});
    process.stdout.write('held'); setInterval(() => {}, 1e9);`);
  await once(child.stdout, 'data');
  return child;
}

function listenAs(token: string): Server {
  const server = createServer().listen(join(folder, `LOCK.${token}`));
  onTestFinished(() => void server.close());
  return server;
}

async function outcomeOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    return error;
  }
}

test('a second owner is refused with who holds the folder, until it is released', async () => {
  const lock = await lockFolder(folder);
  const error = await outcomeOf(() => lockFolder(folder));
  expect(isTosError(error, 'TOS_DATADIR_LOCKED') && error.details).toEqual({ path: folder, pid: process.pid });
  expect(error).toMatchObject({ message: expect.stringContaining(`Process ${process.pid} uses`) });
  expect(await folderOwner(folder)).toMatchObject({ pid: process.pid });
  lock.release();
  lock.release();
  expect(await folderOwner(folder)).toBeNull();
  expect(readdirSync(folder)).toEqual([]);
  (await lockFolder(folder)).release();
});

test('of many that come at once, one has the folder', async () => {
  lockAs({ pid: await endedPid() });
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => outcomeOf(() => lockFolder(folder))));
  const refused = outcomes.filter((outcome) => isTosError(outcome, 'TOS_DATADIR_LOCKED'));
  expect(refused.length, String(outcomes)).toBe(19);
});

onLinux('a process that is killed or stopped, and one that ends without a release', async () => {
  const owner = await holder(folder);
  owner.kill('SIGSTOP');
  expect(await outcomeOf(() => lockFolder(folder))).toMatchObject({ details: { pid: owner.pid } });
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  // The socket's file is still there, and nobody listens on it.
  expect(readdirSync(folder).length).toBe(2);
  (await lockFolder(folder)).release();
  expect(readdirSync(folder)).toEqual([]);
  const script = `import { lockFolder } from '${module}'; await lockFolder(${JSON.stringify(folder)}); process.exit(3);`;
  expect(spawnSync(process.execPath, ['--input-type=module', '--eval', script]).status).toBe(3);
  (await lockFolder(folder)).release();
  expect(readdirSync(folder)).toEqual([]);
});

test('a thread that ends gives its folders free', async () => {
  const script = `const { parentPort } = require('node:worker_threads');
    import('${module}').then(({ lockFolder }) => lockFolder(${JSON.stringify(folder)})).then(() => parentPort.postMessage('held'));
    parentPort.on('message', () => {});`;
  const thread = new Worker(script, { eval: true });
  await once(thread, 'message');
  expect(await folderOwner(folder)).toMatchObject({ pid: process.pid });
  await thread.terminate();
  (await lockFolder(folder)).release();
});

/** Owners in a lock file, and what becomes of the lock: with a socket the kernel decides, without one the process that the lock names. */
const identities: readonly [string, () => Promise<object> | object, 'free' | 'held' | 'undecided'][] = [
  ['a process that runs', () => ({}), 'held'],
  ['a process that has ended', async () => ({ pid: await endedPid() }), 'free'],
  ['this number at another start', () => ({ startedAt: '1' }), 'free'],
  ['this number, where starts are not known', () => ({ startedAt: null }), 'held'],
  ['this number and start, in another boot', () => ({ bootId: otherBoot }), 'free'],
  ['another boot and PID namespace', () => ({ bootId: otherBoot, pidNamespace: 'pid:[1]' }), 'free'],
  ['this number and start, and no boot', () => ({ bootId: undefined }), 'free'],
  ['another PID namespace', () => ({ pidNamespace: 'pid:[1]' }), 'undecided'],
  [
    'an ended number of another PID namespace',
    async () => ({ pid: await endedPid(), pidNamespace: 'pid:[1]' }),
    'undecided',
  ],
  ['a folder that this one is a copy of', () => ({ inode: '1' }), 'free'],
  ['a copy of a folder of another PID namespace', () => ({ inode: '1', pidNamespace: 'pid:[1]' }), 'free'],
  ['a socket that is gone, though the process runs', () => ({ hasSocket: true, token: 'gone' }), 'free'],
  [
    'a socket that is gone, in another PID namespace',
    () => ({ hasSocket: true, token: 'gone', pidNamespace: 'pid:[1]' }),
    'free',
  ],
  [
    'a socket on which somebody listens, whatever the rest says',
    async () => {
      listenAs('live');
      return {
        hasSocket: true,
        token: 'live',
        pid: await endedPid(),
        bootId: otherBoot,
        pidNamespace: 'pid:[1]',
        inode: '1',
      };
    },
    'held',
  ],
  [
    'a socket that is no socket',
    () => {
      writeFileSync(join(folder, 'LOCK.file'), '');
      return { hasSocket: true, token: 'file' };
    },
    'free',
  ],
];

for (const name of ['LOCK', 'LOCK.removal']) {
  test.runIf(process.platform === 'linux').each(identities)(`${name} of %s`, async (_, change, expected) => {
    // LOCK.removal is read only when LOCK is stale.
    lockAs({ pid: await endedPid() });
    lockAs(await change(), name);
    const outcome = await outcomeOf(() => lockFolder(folder));
    if (expected === 'free') {
      expect(outcome).toMatchObject({ release: expect.any(Function) });
      expect(JSON.parse(readFileSync(join(folder, 'LOCK'), 'utf8'))).toMatchObject(ownIdentity());
    } else {
      expect(outcome).toMatchObject({
        code: 'TOS_DATADIR_LOCKED',
        message: expect.stringMatching(
          expected === 'held' ? /^Process \d+.* uses the data directory/ : /Delete the file/,
        ),
      });
      expect(JSON.parse(readFileSync(join(folder, name), 'utf8'))).toMatchObject({ folder });
    }
  });
}

test.each([
  '',
  'garbage',
  '{',
  '1',
  '{"pid":0}',
  '{"pid":1e99,"startedAt":null,"token":""}',
  '{"pid":1,"token":"../x"}',
])('a lock file of %j is nobody’s', async (text) => {
  writeFileSync(join(folder, 'LOCK'), text);
  (await lockFolder(folder)).release();
  expect(readdirSync(folder)).toEqual([]);
});

test('a link that leads nowhere is nobody’s, a folder in the way is refused', async () => {
  symlinkSync('nowhere', join(folder, 'LOCK'));
  (await lockFolder(folder)).release();
  mkdirSync(join(folder, 'LOCK'));
  expect(await outcomeOf(() => lockFolder(folder))).toMatchObject({ code: 'EISDIR' });
  expect(readdirSync(folder)).toEqual(['LOCK']);
});

onLinux('an error names a file as the caller does, not by the descriptor through which it is reached', async () => {
  const lock = await lockFolder(folder);
  const path = join(folder, 'LOCK');
  rmSync(path);
  symlinkSync('LOCK', path);
  const doors = [() => lockFolder(folder), () => folderOwner(folder), async () => lock.release()];
  for (const door of doors)
    expect(String(await outcomeOf(door))).toContain(`ELOOP: too many symbolic links encountered, open '${path}'`);
});

test.runIf(process.platform === 'linux' && process.getuid?.() !== 0)(
  'a lock that may not be read is not taken away',
  async () => {
    lockAs({});
    chmodSync(join(folder, 'LOCK'), 0);
    expect(await outcomeOf(() => lockFolder(folder))).toMatchObject({ code: 'EACCES' });
    expect(readdirSync(folder)).toEqual(['LOCK']);
  },
);

test('takeovers that died are taken over', async () => {
  const pid = await endedPid();
  for (const name of ['LOCK', 'LOCK.removal', 'LOCK.removal.removal'])
    lockAs({ pid, token: name.replaceAll('.', '-') }, name);
  (await lockFolder(folder)).release();
  expect(readdirSync(folder)).toEqual([]);
});

test('a release leaves the lock of somebody else alone', async () => {
  const lock = await lockFolder(folder);
  lockAs({});
  lock.release();
  expect(readdirSync(folder)).toEqual(['LOCK']);
});

onLinux('a folder that is moved while it is held stays held, and what takes its place is free', async () => {
  const moved = `${folder}-moved`;
  onTestFinished(() => rmSync(moved, { recursive: true, force: true }));
  const lock = await lockFolder(folder);
  renameSync(folder, moved);
  mkdirSync(folder);
  const other = await lockFolder(folder);
  expect(await outcomeOf(() => lockFolder(moved))).toMatchObject({ code: 'TOS_DATADIR_LOCKED' });
  lock.release();
  expect(readdirSync(moved)).toEqual([]);
  expect(await folderOwner(folder)).toMatchObject({ pid: process.pid });
  other.release();
});

onLinux('a copy of a held folder is free, with the socket and without it', async () => {
  const lock = await lockFolder(folder);
  for (const tool of ['cp', 'files']) {
    const copy = join(folder, `copy-${tool}`);
    if (tool === 'cp') spawnSync('cp', ['-r', folder, copy]);
    else {
      mkdirSync(copy);
      cpSync(join(folder, 'LOCK'), join(copy, 'LOCK'));
    }
    expect(readdirSync(copy)).toContain('LOCK');
    (await lockFolder(copy)).release();
  }
  lock.release();
});

onLinux('a path longer than that of a socket may be', async () => {
  const deep = join(folder, 'x'.repeat(200), 'y'.repeat(200));
  mkdirSync(deep, { recursive: true });
  const lock = await lockFolder(deep);
  expect(JSON.parse(readFileSync(join(deep, 'LOCK'), 'utf8'))).toMatchObject({ hasSocket: true });
  expect(await outcomeOf(() => lockFolder(deep))).toMatchObject({ code: 'TOS_DATADIR_LOCKED' });
  lock.release();
});

const steps = ['linkSync', 'lstatSync', 'openSync', 'readFileSync', 'unlinkSync', 'writeFileSync'] as const;
const real = Object.fromEntries(steps.map((name) => [name, fs[name]]));

function useFiles(functions: object): void {
  Object.assign(fs, functions);
  syncBuiltinESMExports();
}

test('whenever another comes while a stale lock is taken over, one of the two has the folder', async () => {
  const pid = await endedPid();
  // The other one has an event loop of its own: it takes and releases the folder while this thread is held inside a call.
  const script = `const { parentPort, workerData } = require('node:worker_threads');
    const { flag, folder } = workerData;
    parentPort.on('message', async () => {
      const { lockFolder } = await import('${module}');
      const got = await lockFolder(folder).then(() => 1, (error) => (error.code === 'TOS_DATADIR_LOCKED' ? 2 : 3));
      Atomics.store(flag, 0, got);
      Atomics.notify(flag, 0);
    });`;
  for (let place = 0, last = 1; place < last; place++) {
    const flag = new Int32Array(new SharedArrayBuffer(4));
    const other = new Worker(script, { eval: true, workerData: { flag, folder } });
    lockAs({ pid });
    let step = 0;
    const hooked = Object.entries(real).map(([name, call]) => [
      name,
      (...args: unknown[]): unknown => {
        if (step++ === place) {
          useFiles(real);
          other.postMessage('come');
          Atomics.wait(flag, 0, 0);
          useFiles(Object.fromEntries(hooked));
        }
        return Reflect.apply(call, fs, args);
      },
    ]);
    useFiles(Object.fromEntries(hooked));
    const outcome = await outcomeOf(() => lockFolder(folder));
    useFiles(real);
    last = Math.max(last, step);
    // A takeover has more steps when the other one comes earlier.
    const expected = step > place ? [1, 2] : [0, 1];
    const mine = isTosError(outcome, 'TOS_DATADIR_LOCKED') ? 2 : outcome instanceof Error ? outcome : 1;
    expect([mine, flag[0]].sort(), `step ${place}: ${outcome}`).toEqual(expected);
    await other.terminate();
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
  }
});

test.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EMLINK', 'EXDEV'])(
  'a file system whose link() answers %s: one of many has the folder, a cut lock is taken over',
  async (code) => {
    useFiles({
      linkSync: () => {
        throw Object.assign(new Error(`${code}: link`), { code });
      },
    });
    try {
      const outcomes = await Promise.all(Array.from({ length: 5 }, () => outcomeOf(() => lockFolder(folder))));
      expect(outcomes.filter((outcome) => isTosError(outcome, 'TOS_DATADIR_LOCKED')).length).toBe(4);
      writeFileSync(join(folder, 'LOCK'), '{"pid":');
      const lock = await lockFolder(folder);
      expect(await folderOwner(folder)).toMatchObject({ pid: process.pid });
      lock.release();
    } finally {
      useFiles(real);
    }
  },
);

onLinux(
  'processes that come, go and are killed never hold a folder together',
  async () => {
    // The owner writes its number into a file, and reads its own number there as long as it holds the folder.
    const script = `import { lockFolder } from '${module}'; import { readFileSync, writeFileSync } from 'node:fs';
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    for (;;) {
      const lock = await lockFolder(${JSON.stringify(folder)}).catch((error) => error.code);
      if (lock === 'TOS_DATADIR_LOCKED') { await turn(); continue; }
      if (typeof lock === 'string') process.exit(4);
      writeFileSync(${JSON.stringify(join(folder, 'owner'))}, String(process.pid));
      for (let i = 0; i < 20; i++) {
        await turn();
        if (readFileSync(${JSON.stringify(join(folder, 'owner'))}, 'utf8') !== String(process.pid)) process.exit(5);
      }
      process.stdout.write('.');
      lock.release();
    }`;
    let owned = 0;
    const start = (): ChildProcess => {
      const child = startModule(script);
      child.stdout.on('data', (text) => {
        owned += text.length;
      });
      return child;
    };
    const running = [start(), start(), start()];
    for (let kill = 0; kill < 12; kill++) {
      // The loop waits until the folder was held once more, so that kills meet owners, takers and removers.
      const before = owned;
      await expect.poll(() => owned, { timeout: 60_000 }).toBeGreaterThan(before);
      const child = running.shift()!;
      expect(child.exitCode, 'two owners').toBeNull();
      child.kill('SIGKILL');
      await once(child, 'exit');
      running.push(start());
    }
    for (const child of running) expect(child.exitCode, 'two owners').toBeNull();
  },
  240_000,
);

onLinux('a zombie does not run', async () => {
  // The shell's child ends at once; sleep, which replaces the shell, never waits for it: the child stays a zombie.
  const shell = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 10'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [text] = await once(shell.stdout, 'data');
  const pid = Number(String(text));
  await expect.poll(() => readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z '), { timeout: 60_000 }).toBe(true);
  lockAs({ pid, startedAt: null });
  expect(await folderOwner(folder)).toBeNull();
  shell.kill();
});
