import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Exit, NodeProcess } from './node-process.ts';

/** The storage that the tutorial of the kit builds: the node knows nothing of it but its path. */
const TUTORIAL = fileURLToPath(new URL('../../../packages/storage-testkit/examples/log-store.mjs', import.meta.url));

let folder: string;
const inFolder = (name: string): string => join(folder, name);
const db = (...args: string[]): Promise<Exit> => new NodeProcess('db', ...args).exit();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tos-storages-'));
});

afterEach(() => NodeProcess.killAll());

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A run of one block. */
function oneBlock(datadir: string, ...args: string[]): Promise<Exit> {
  return NodeProcess.dev(datadir, '--blocks', '1', '--block-time', '0', '--load', '5', ...args).exit();
}

function contentDigest({ stdout }: Exit): string | undefined {
  return /^content digest +(\w{64})$/m.exec(stdout)?.[1];
}

test.each([
  ['level', 'level', 'chain-level'],
  [TUTORIAL, pathToFileURL(TUTORIAL).href, 'chain-module-log-store'],
])('a chain in %s is run, found again, looked after and copied', async (asked, kind, place) => {
  const datadir = inFolder(`run-${place}`);
  expect(await oneBlock(datadir, '--storage', asked)).toMatchObject({ code: 0, stderr: '' });
  expect(readdirSync(datadir).toSorted()).toEqual(['begun.json', place, 'genesis.json']);
  expect(JSON.parse(readFileSync(join(datadir, 'begun.json'), 'utf8'))).toEqual([kind]);
  const again = await oneBlock(datadir);
  expect(again).toMatchObject({ code: 0, stderr: '' });
  expect(again.stdout).toContain(`${datadir} · ${kind} · at block 1`);

  const stats = await db('stats', '--datadir', datadir);
  expect(stats.stdout).toContain(`${kind}, format 2, in ${join(datadir, place)}\n`);
  expect(stats.stdout).toMatch(/^topoheight +2$/m);
  expect(await db('verify', '--datadir', datadir)).toMatchObject({
    code: 0,
    stdout: 'OK  everything up to block 2 is sound\n',
  });
  expect(await db('prune', '--keep', '240', '--datadir', datadir)).toMatchObject({ code: 0 });

  const file = inFolder(`state-${place}`);
  const exported = await db('export', file, '--datadir', datadir);
  const imported = await db('import', file, '--datadir', inFolder(`from-${place}`), '--storage', asked);
  expect(imported, imported.stderr).toMatchObject({ code: 0 });
  expect(contentDigest(imported)).toBe(contentDigest(exported));
  expect(await oneBlock(inFolder(`from-${place}`))).toMatchObject({ code: 0, stderr: '' });

  const [there, back] = [inFolder(`lmdb-of-${place}`), inFolder(`back-${place}`)];
  expect(await db('migrate', '--to', 'lmdb', there, '--datadir', datadir)).toMatchObject({ code: 0 });
  const returned = await db('migrate', '--to', asked, back, '--datadir', there);
  expect(returned, returned.stderr).toMatchObject({ code: 0 });
  expect(returned.stdout).toMatch(/\nOK {2}the same content\n$/);
  expect(await db('verify', '--datadir', back)).toMatchObject({ code: 0 });

  // No storage takes the chain of another for none.
  const wrong = await oneBlock(datadir, '--storage', 'lmdb');
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain(`the chain in ${datadir} is kept in ${kind}; tos-node db migrate copies it`);
});

test('beside a node that holds a chain in LevelDB, a command says who holds it', async () => {
  const datadir = inFolder('held');
  const node = NodeProcess.dev(datadir, '--storage', 'level');
  await node.url();
  const exit = await db('stats', '--datadir', datadir);
  expect(exit.code).toBe(1);
  expect(exit.stderr).toContain('error TOS_DATADIR_LOCKED');
  expect(exit.stderr).toContain(String(node.pid));
  node.kill('SIGTERM');
  await node.exit();
});

test('a chain in LevelDB whose database is gone is not begun anew', async () => {
  const datadir = inFolder('gone');
  expect(await oneBlock(datadir, '--storage', 'level')).toMatchObject({ code: 0 });
  rmSync(join(datadir, 'chain-level', 'level'), { recursive: true });
  const exit = await oneBlock(datadir);
  expect(exit.code).toBe(1);
  expect(exit.stderr).toMatch(
    /^error TOS_STORAGE_CORRUPT: .+CURRENT: it is empty or gone, and there was a chain in it/,
  );
});

test('a module that has moved is named again in begun.json', async () => {
  const datadir = inFolder('moved');
  const module = inFolder('moving.mjs');
  writeFileSync(module, `export { createStorage } from ${JSON.stringify(pathToFileURL(TUTORIAL).href)};`);
  expect(await oneBlock(datadir, '--storage', module)).toMatchObject({ code: 0, stderr: '' });
  const elsewhere = join(mkdtempSync(join(folder, 'elsewhere-')), 'moving.mjs');
  renameSync(module, elsewhere);
  const lost = await oneBlock(datadir);
  expect(lost.code).toBe(2);
  expect(lost.stderr).toMatch(
    /^error TOS_INVALID_CONFIG: --storage: the module file:.+moving\.mjs is not there; put it back, or write its new place into begun\.json/,
  );
  writeFileSync(join(datadir, 'begun.json'), JSON.stringify([pathToFileURL(elsewhere).href]));
  const found = await oneBlock(datadir);
  expect(found).toMatchObject({ code: 0, stderr: '' });
  expect(found.stdout).toContain('at block 1');
});

const wrongModules = [
  ['export const x = 1;', 'exports no function createStorage({ location, readOnly })'],
  ['export const createStorage = 5;', 'exports no function createStorage'],
  ["throw new Error('no luck\\nat all');", 'cannot be loaded: no luck.'],
  ['export const const;', 'cannot be loaded: '],
  ["import 'not-there';", "cannot be loaded: Cannot find package 'not-there'"],
] as const;

// A process costs a second, so that each module is given to one command.
const takers: readonly ((module: string, datadir: string) => readonly string[])[] = [
  (module, datadir) => ['dev', '--rpc-port', '0', '--datadir', datadir, '--storage', module],
  (module, datadir) => ['db', 'import', inFolder('any'), '--datadir', datadir, '--storage', module],
  (module, datadir) => ['db', 'migrate', '--to', module, datadir, '--datadir', inFolder('any')],
];

test.each(wrongModules.map((wrong, i) => [...wrong, takers[i % takers.length]!] as const))(
  'a module of %j makes nothing: it %s',
  async (source, reason, taker) => {
    const module = join(mkdtempSync(join(folder, 'wrong-')), 'wrong.mjs');
    writeFileSync(module, source);
    const datadir = inFolder('never');
    const exit = await new NodeProcess({}, ...taker(module, datadir)).exit();
    expect(exit).toMatchObject({ code: 2, stdout: '' });
    expect(exit.stderr).toMatch(/^error TOS_INVALID_CONFIG: --(storage|to): file:/);
    expect(exit.stderr).toContain(reason);
    expect(existsSync(datadir)).toBe(false);
  },
);

test('a module whose factory makes no storage is refused, and one in memory is forgotten like memory', async () => {
  const nothing = inFolder('nothing.mjs');
  writeFileSync(nothing, 'export const createStorage = async () => ({});');
  const refused = await oneBlock(inFolder('none'), '--storage', nothing);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('made no storage: createStorage must return a Storage of @tos/state');

  const state = new URL('../../../packages/state/dist/index.js', import.meta.url).href;
  const volatile = inFolder('volatile.mjs');
  writeFileSync(volatile, `export { createMemoryStorage as createStorage } from ${JSON.stringify(state)};`);
  const datadir = inFolder('forgotten');
  for (let i = 0; i < 2; i++) {
    const run = await oneBlock(datadir, '--storage', volatile);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain(`${datadir} · `);
  }
  const stats = await db(
    'migrate',
    '--to',
    volatile,
    inFolder('into-memory'),
    '--datadir',
    inFolder('run-chain-level'),
  );
  expect(stats.code).toBe(2);
  expect(stats.stderr).toContain('forgets everything at the end of a command');
});
