import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLmdbStorage } from '@tos/storage-lmdb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Exit, NodeProcess } from './node-process.ts';

const DAMAGE = new URL('./damage.mjs', import.meta.url).pathname;

let folder: string;
/** A devnet of six blocks with transfers. */
let sound: string;

const inFolder = (name: string): string => join(folder, name);
const db = (...args: string[]): Promise<Exit> => new NodeProcess('db', ...args).exit();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tos-db-'));
  sound = inFolder('sound');
  const exit = await NodeProcess.dev(sound, '--load', '20', '--blocks', '6').exit();
  expect(exit).toMatchObject({ code: 0, stderr: '' });
});

afterEach(() => NodeProcess.killAll());

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The lines of an answer, by their first column. */
function answer({ stdout }: Exit): Record<string, string> {
  return Object.fromEntries([...stdout.matchAll(/^(\w[\w ]*?) {2,}(.+)$/gm)].map(([, name, value]) => [name, value]));
}

test('stats say what is stored', async () => {
  const exit = await db('stats', '--datadir', sound);
  expect(exit.code).toBe(0);
  expect(answer(exit)).toMatchObject({
    storage: `lmdb, format 2, in ${join(sound, 'chain')}`,
    network: 'devnet',
    topoheight: '6',
    'pruned below': 'nothing',
    'supply records': '2',
    'multisig records': '0',
    'rows of changes': '7',
    'versions in memory': expect.stringMatching(/^[1-9]/),
    'index runs': expect.stringMatching(/^\d/),
  });
});

test('verify finds nothing wrong with a chain that is sound', async () => {
  const exit = await db('verify', '--datadir', sound);
  expect(exit).toMatchObject({ code: 0, stdout: 'OK  everything up to block 6 is sound\n' });
});

/** The kinds of damage that `damage.mjs` plants, and what `verify` reports about each. */
const damages: Readonly<Record<string, (hit: string) => readonly string[]>> = {
  link: (hit) => [`records  balance of ${hit}: the link leads to topoheight `],
  skip: (hit) => [`storage  record ${hit}: the version at `, ' is neither the newest one nor named by a later version'],
  balance: (hit) => ['supply   balances and frozen: they sum up to ', `digests  topoheight ${hit}: the records`],
  copy: (hit) => [`storage  record ${hit}: the version at `, ' differs between its block and the version after it'],
  value: (hit) => [`records  balance of ${hit}: at topoheight `, 'flags '],
  nonce: (hit) => [`records  nonce of ${hit}: it is missing, and the account has a balance`],
  supply: (hit) => [`supply   emitted: ${hit} in its record, `, 'digests  topoheight 6: '],
  order: (hit) => [`blocks   block at topoheight ${hit}: the order has none`],
  heights: (hit) => [`blocks   block at topoheight ${hit}: the index of heights does not have it at ${hit}`],
  transactions: (hit) => [`: transaction ${hit}`, ': the index of transactions does not name this block'],
  block: (hit) => [`blocks   block at topoheight ${hit}: `],
};

// Several kinds are planted at once, since a process costs a second; kinds that hide one another are apart.
test.each([
  [['link', 'heights', 'transactions', 'supply']],
  [['copy', 'order']],
  [['skip', 'nonce']],
  // Alone: the block that lost its place may be the one that changed the balance last.
  [['balance']],
  [['value', 'block']],
])('verify names damage: %j', async (kinds) => {
  const damaged = inFolder(`damaged-${kinds[0]}`);
  cpSync(sound, damaged, { recursive: true });
  const output = execFileSync(process.execPath, [DAMAGE, join(damaged, 'chain'), ...kinds], { encoding: 'utf8' });
  const hits = z.array(z.string()).parse(JSON.parse(output));
  const exit = await db('verify', '--datadir', damaged);
  expect(exit.code, exit.stdout).toBe(1);
  for (const [i, kind] of kinds.entries()) {
    for (const text of damages[kind]!(hits[i]!)) expect(exit.stdout, kind).toContain(text);
  }
  expect(exit.stderr).toMatch(/^error TOS_STORAGE_CORRUPT: .*wrong/m);
});

test('a state goes into a file and out of it, and the chain goes on from there', async () => {
  const file = inFolder('state');
  const exported = await db('export', file, '--datadir', sound);
  expect(exported.code).toBe(0);
  const target = inFolder('imported');
  const imported = await db('import', file, '--datadir', target);
  expect(imported.code).toBe(0);
  const digest = answer(exported)['content digest'];
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(answer(imported)['content digest']).toBe(digest);
  const run = await NodeProcess.dev(target, '--load', '20', '--blocks', '2').exit();
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(run.stdout).toMatch(/ TOS {2}OK\n$/);
  expect(await db('verify', '--datadir', target)).toMatchObject({ code: 0 });

  // Neither a file nor a chain is ever overwritten.
  expect(await db('export', file, '--datadir', sound)).toMatchObject({ code: 2 });
  const again = await db('import', file, '--datadir', target);
  expect(again.code).toBe(2);
  expect(again.stderr).toMatch(/^error TOS_INVALID_CONFIG: --datadir: there is a chain in /m);
  expect(answer(await db('stats', '--datadir', target))['topoheight']).toBe('8');
});

test('an imported state says in get_info from where on it knows its history', async () => {
  const file = inFolder('state-3');
  expect(await db('export', file, '--at', '3', '--datadir', sound)).toMatchObject({ code: 0 });
  const target = inFolder('imported-3');
  expect(await db('import', file, '--datadir', target)).toMatchObject({ code: 0 });
  const node = NodeProcess.dev(target);
  expect(await node.result('get_info')).toMatchObject({ topoheight: 3n, pruned_topoheight: 3n });
  node.kill('SIGTERM');
  expect(await node.exit()).toMatchObject({ code: 0 });
  expect(await db('export', inFolder('none'), '--at', '2', '--datadir', target)).toMatchObject({ code: 2 });
  expect(await db('export', inFolder('none'), '--at', '99', '--datadir', target)).toMatchObject({ code: 2 });
  expect(existsSync(inFolder('none'))).toBe(false);
});

test('a file that is cut short or altered makes nothing', async () => {
  const file = inFolder('good');
  expect(await db('export', file, '--datadir', sound)).toMatchObject({ code: 0 });
  const good = readFileSync(file);
  const altered = Buffer.from(good);
  altered[good.length - 100]! ^= 1;
  for (const [name, bytes] of [
    ['short', good.subarray(0, good.length - 1)],
    ['altered', altered],
  ] as const) {
    writeFileSync(inFolder(name), bytes);
    const target = inFolder(`from-${name}`);
    const exit = await db('import', inFolder(name), '--datadir', target);
    expect(exit.code, name).toBe(1);
    expect(exit.stderr, name).toContain('error TOS_INVALID_FORMAT: The file is no state file, or it is damaged');
    expect(existsSync(target), name).toBe(false);
  }
  expect(await db('import', inFolder('missing'), '--datadir', inFolder('nowhere'))).toMatchObject({ code: 2 });
});

test('what is no state file, and what cannot become one, is refused as what it is', async () => {
  const folderThere = inFolder('folder');
  mkdirSync(folderThere);
  const pipe = inFolder('pipe');
  execFileSync('mkfifo', [pipe]);
  const empty = inFolder('empty');
  writeFileSync(empty, '');
  for (const [file, code, message] of [
    [pipe, 2, /FILE: .+pipe is no plain file, and it is read twice; write what comes through a pipe into a file first/],
    ['/dev/null', 2, /FILE: \/dev\/null is no plain file/],
    [folderThere, 2, /FILE: .+folder is a folder/],
    [empty, 1, /state file, or it is damaged: it is empty/],
    ['', 2, /FILE: ENOENT/],
  ] as const) {
    const exit = await db('import', file, '--datadir', inFolder('from-nothing'));
    expect(exit, file).toMatchObject({ code, stdout: '' });
    expect(exit.stderr, file).toMatch(message);
  }
  expect(existsSync(inFolder('from-nothing'))).toBe(false);
  for (const [file, message] of [
    [inFolder('no/such/folder'), /FILE: ENOENT: .+no\/such'/],
    [`${inFolder('new')}/`, /FILE: .+names a folder/],
    [folderThere, /FILE: .+folder exists; nothing is overwritten/],
    [inFolder('x'.repeat(300)), /FILE: ENAMETOOLONG/],
    ['/proc/state', /FILE: ENOENT/],
    ['', /FILE: no file is named/],
  ] as const) {
    const exit = await db('export', file, '--datadir', sound);
    expect(exit, file).toMatchObject({ code: 2, stdout: '' });
    expect(exit.stderr, file).toMatch(message);
  }
});

test('of a chain whose genesis file is another one’s no copy is made', async () => {
  const foreign = inFolder('foreign');
  cpSync(sound, foreign, { recursive: true });
  const genesis = join(foreign, 'genesis.json');
  writeFileSync(genesis, readFileSync(genesis, 'utf8').replace(/"salt": "\w{4}/, '"salt": "0000'));
  for (const command of [
    ['export', inFolder('foreign-state')],
    ['migrate', '--to', 'lmdb', inFolder('foreign-copy')],
  ]) {
    const exit = await db(...command, '--datadir', foreign);
    expect(exit, command[0]).toMatchObject({ code: 1, stdout: '' });
    expect(exit.stderr, command[0]).toMatch(
      /^error TOS_STORAGE_NETWORK: .+genesis\.json is not the genesis of the chain/,
    );
    expect(existsSync(command.at(-1)!), command[0]).toBe(false);
  }
});

test('a copy has the same content, and is brought up to date by the same command', async () => {
  const source = inFolder('source');
  cpSync(sound, source, { recursive: true });
  const target = inFolder('copy');
  const first = await db('migrate', '--to', 'lmdb', target, '--datadir', source);
  expect(first).toMatchObject({ code: 0 });
  expect(first.stdout).toMatch(
    /^copied +blocks 0 to 6 into lmdb .*\n(?:in lmdb +([0-9a-f]{64})\n)(?:in lmdb +\1\n)OK /,
  );
  expect(await db('verify', '--datadir', target)).toMatchObject({ code: 0 });
  expect(await NodeProcess.dev(source, '--blocks', '1', '--block-time', '0').exit()).toMatchObject({ code: 0 });
  const second = await db('migrate', '--to', 'lmdb', target, '--datadir', source);
  expect(answer(second)['copied']).toBe(`blocks 7 to 7 into lmdb in ${target}`);
  expect(await db('verify', '--datadir', target)).toMatchObject({ code: 0 });
  const third = await db('migrate', '--to', 'lmdb', target, '--datadir', source);
  expect(answer(third)['copied']).toBe(`no block, all were there, into lmdb in ${target}`);
  // A chain that continued by itself is no copy of another.
  expect(await NodeProcess.dev(target, '--blocks', '1', '--block-time', '0').exit()).toMatchObject({ code: 0 });
  const other = await db('migrate', '--to', 'lmdb', target, '--datadir', source);
  expect(other.code).toBe(2);
  expect(other.stderr).toMatch(/^error TOS_INVALID_CONFIG: FOLDER: the target holds a chain that is no part /m);
  expect(await db('migrate', '--to', 'lmdb', source, '--datadir', source)).toMatchObject({ code: 2 });
});

test('SQLite takes over a chain, runs it, and gives it back', async () => {
  const [inSqlite, inLmdb] = [inFolder('in-sqlite'), inFolder('in-lmdb')];
  const there = await db('migrate', '--to', 'sqlite', inSqlite, '--datadir', sound);
  expect(there, there.stderr).toMatchObject({ code: 0 });
  expect(there.stdout).toMatch(/\nin lmdb +([0-9a-f]{64})\nin sqlite +\1\nOK /);
  const run = await NodeProcess.dev(inSqlite, '--storage', 'sqlite', '--blocks', '1', '--block-time', '0').exit();
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(await db('verify', '--datadir', inSqlite)).toMatchObject({ code: 0 });
  expect(await db('migrate', '--to', 'lmdb', inLmdb, '--datadir', inSqlite)).toMatchObject({ code: 0 });
  expect(await db('verify', '--datadir', inLmdb)).toMatchObject({ code: 0 });
  // Neither takes the other's folder for an empty one.
  const wrong = await NodeProcess.dev(inSqlite, '--storage', 'lmdb', '--blocks', '1').exit();
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain(`the chain in ${inSqlite} is kept in sqlite`);
});

test('a pruned chain is sound, and is copied from its watermark on', async () => {
  const [pruned, copy] = [inFolder('pruned'), inFolder('pruned-copy')];
  cpSync(sound, pruned, { recursive: true });
  const storage = createLmdbStorage({ location: join(pruned, 'chain') });
  await storage.open();
  await storage.prune(4);
  await storage.close();
  expect(await db('verify', '--datadir', pruned)).toMatchObject({ code: 0 });
  expect(await db('export', inFolder('too-old'), '--at', '3', '--datadir', pruned)).toMatchObject({ code: 2 });
  const migrated = await db('migrate', '--to', 'sqlite', copy, '--datadir', pruned);
  expect(migrated, migrated.stderr).toMatchObject({ code: 0 });
  expect(answer(await db('stats', '--datadir', copy))).toMatchObject({ 'pruned below': '4', topoheight: '6' });
  expect(await db('verify', '--datadir', copy)).toMatchObject({ code: 0 });
});

test('prune forgets what was long ago, and nothing else', async () => {
  const short = await db('prune', '--keep', '240', '--datadir', sound);
  expect(short).toMatchObject({ code: 0, stdout: 'There is nothing to prune.\n' });
  const datadir = inFolder('long');
  const run = await NodeProcess.dev(datadir, '--blocks', '250', '--block-time', '0', '--load-accounts', '2').exit();
  expect(run).toMatchObject({ code: 0, stderr: '' });
  const tooMuch = await db('prune', '--below', '11', '--datadir', datadir);
  expect(tooMuch.code).toBe(2);
  expect(tooMuch.stderr).toContain('--below: it must be from 1 to 10, not the number 11');
  const before = answer(await db('stats', '--datadir', datadir));
  const first = await db('prune', '--below', '5', '--datadir', datadir);
  expect(first).toMatchObject({ code: 0 });
  expect(first.stderr).toMatch(/^pruning +\d+ % /m);
  expect(answer(first)).toMatchObject({ 'pruned below': '5', before: 'nothing' });
  expect(answer(await db('prune', '--keep', '240', '--datadir', datadir))['pruned below']).toBe('10');
  const after = answer(await db('stats', '--datadir', datadir));
  // The rows below are gone, and those above were flushed first.
  expect(after).toMatchObject({ 'rows of changes': '241', 'latest flushed to': '250', 'versions in memory': '0' });
  const kept = Object.keys(before).filter((name) => !/size|changes|latest|versions in memory|pruned/.test(name));
  for (const name of kept) expect(after[name], name).toBe(before[name]);
  expect(after['pruned below']).toBe('10');
  expect(await db('verify', '--datadir', datadir)).toMatchObject({ code: 0 });
});

test('--keep-history forgets while blocks are made, goes on after a restart, and keeps what it promises', async () => {
  const datadir = inFolder('kept');
  const run = (blocks: number): Promise<Exit> =>
    NodeProcess.dev(
      datadir,
      '--keep-history',
      '240',
      '--load',
      '3',
      '--load-accounts',
      '20',
      '--blocks',
      `${blocks}`,
    ).exit();
  const prunedBelow = async (): Promise<number> =>
    Number(answer(await db('stats', '--datadir', datadir))['pruned below']);
  expect(await run(400)).toMatchObject({ code: 0, stderr: '' });
  // The first cut comes at block 340, and a node that stops waits for it.
  const first = await prunedBelow();
  expect(first).toBeGreaterThanOrEqual(100);
  expect(first).toBeLessThanOrEqual(160);
  expect(await run(300)).toMatchObject({ code: 0, stderr: '' });
  const second = await prunedBelow();
  expect(second).toBeGreaterThan(first + 100);
  expect(second).toBeLessThanOrEqual(460);
  expect(await db('verify', '--datadir', datadir)).toMatchObject({ code: 0 });
  const tooFew = await NodeProcess.dev(datadir, '--keep-history', '239').exit();
  expect(tooFew).toMatchObject({ code: 2, stderr: expect.stringContaining('--keep-history') });
});

// Nobody, not even root, can make folders and files there.
test.each(['/proc/tos-no-such-folder', '/proc'])(
  'a data directory that cannot be written is refused: %s',
  async (path) => {
    const exit = await NodeProcess.dev(path, '--blocks', '1').exit();
    expect(exit.code).toBe(2);
    expect(exit.stderr).toMatch(/^error TOS_INVALID_CONFIG: --datadir: .+\n$/);
  },
);

test('a chain in memory is counted and forgotten', async () => {
  const datadir = inFolder('memory');
  for (let i = 0; i < 2; i++) {
    const run = await NodeProcess.dev(datadir, '--storage', 'memory', '--blocks', '2', '--block-time', '0').exit();
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain(`${datadir} · memory · ${i === 0 ? 'new' : 'at block 0'}`);
    expect(run.stdout).toMatch(/ TOS {2}OK\n$/);
  }
  expect(readdirSync(datadir)).toEqual(['genesis.json']);
  expect(await db('stats', '--datadir', datadir)).toMatchObject({ code: 2 });
});

test('a data directory whose node died before its first commit has no chain yet', async () => {
  const datadir = inFolder('young');
  const storage = createLmdbStorage({ location: join(datadir, 'chain') });
  await storage.open();
  await storage.close();
  cpSync(join(sound, 'genesis.json'), join(datadir, 'genesis.json'));
  const target = inFolder('young-copy');
  for (const command of [
    ['stats'],
    ['verify'],
    ['export', inFolder('young-state')],
    ['migrate', '--to', 'lmdb', target],
  ]) {
    const exit = await db(...command, '--datadir', datadir);
    expect(exit, command[0]).toMatchObject({ code: 2, stdout: '' });
    expect(exit.stderr, command[0]).toMatch(/^error TOS_INVALID_CONFIG: --datadir: there is no chain in .+ yet/);
  }
  expect(existsSync(target)).toBe(false);
  expect(await db('prune', '--keep', '240', '--datadir', datadir)).toMatchObject({ code: 0 });
});

test('commands want a chain that is there, and those that write one that no node holds', async () => {
  expect(await db('stats', '--datadir', inFolder('nothing'))).toMatchObject({ code: 2 });
  expect(existsSync(inFolder('nothing'))).toBe(false);
  expect(await db('verify', '--datadir', sound, '--storage', 'sqlite')).toMatchObject({ code: 2 });
  const node = NodeProcess.dev(sound);
  await node.url();
  expect((await db('prune', '--keep', '240', '--datadir', sound)).stderr).toContain('TOS_DATADIR_LOCKED');
  for (const command of [['stats'], ['verify'], ['export', inFolder('beside-a-node')]]) {
    expect(await db(...command, '--datadir', sound), command[0]).toMatchObject({ code: 0 });
  }
  node.kill('SIGTERM');
  await node.exit();
});

describe('a state of 22,000 records', () => {
  let large: string;
  let file: string;

  beforeAll(async () => {
    large = inFolder('large');
    file = inFolder('large-state');
    const exit = await NodeProcess.dev(large, '--load-accounts', '10000', '--blocks', '1', '--block-time', '0').exit();
    expect(exit).toMatchObject({ code: 0 });
    expect(await db('export', file, '--datadir', large)).toMatchObject({ code: 0 });
  });

  /**
   * The end of a command that got a signal in a stage. Where the machine was so fast that the command had ended by itself, it is started
   * again.
   * @param prepare makes what the command needs, before every start
   */
  async function signalled(
    signal: NodeJS.Signals,
    stage: RegExp,
    args: readonly string[],
    prepare: () => void = () => undefined,
  ): Promise<Exit> {
    for (;;) {
      prepare();
      const child = new NodeProcess('db', ...args);
      await child.reported(stage);
      child.kill(signal);
      const exit = await child.exit();
      if (exit.code !== 0) return exit;
    }
  }

  test('Ctrl-C stops a command, and it says how to go on', async () => {
    const verify = await signalled('SIGINT', /^records/m, ['verify', '--datadir', large]);
    expect(verify.code).toBe(130);
    expect(verify.stderr).toContain('Stopped by SIGINT. Nothing was changed;');
    const target = inFolder('interrupted');
    const remove = (path: string): void => rmSync(path, { recursive: true, force: true });
    const importing = ['import', file, '--datadir', target];
    const stopped = await signalled('SIGINT', /^importing/m, importing, () => remove(target));
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toContain('Nothing was imported. Run the command again.');
    expect(existsSync(target)).toBe(false);
    // A folder that was there before is as it was.
    await signalled('SIGINT', /^importing/m, importing, () => {
      remove(target);
      mkdirSync(target);
    });
    expect(readdirSync(target)).toEqual([]);
    const partial = await signalled('SIGINT', /^reading/m, ['export', inFolder('partial'), '--datadir', large], () =>
      remove(inFolder('partial')),
    );
    expect(partial.code).toBe(130);
    expect(readdirSync(folder).filter((name) => name.startsWith('partial'))).toEqual([]);
  });

  test('an import that was killed left nothing visible, and can be run again', async () => {
    const target = inFolder('killed');
    for (let isThere = true; isThere; ) {
      const prepare = (): void => rmSync(target, { recursive: true, force: true });
      await signalled('SIGKILL', /^importing/m, ['import', file, '--datadir', target], prepare);
      const storage = createLmdbStorage({ location: join(target, 'chain') });
      await storage.open();
      // A signal between the commit and the end of the process: then the import is complete.
      isThere = (await storage.metadata()) !== undefined;
      await storage.close();
      if (isThere) expect(await db('verify', '--datadir', target)).toMatchObject({ code: 0 });
    }
    expect(await db('import', file, '--datadir', target)).toMatchObject({ code: 0 });
    expect(await db('verify', '--datadir', target)).toMatchObject({ code: 0 });
  });
});
