import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// Tests of the packages as a stranger gets them: each package is packed as the tarball that would be published, and installed in an empty
// folder, and plain Node runs its examples. Nothing of the workspace can be reached from there.
const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);
const { packageManager } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const names = await readdir(join(root, 'packages'));
/** The programs that are published beside the packages. */
const apps = ['node', 'explorer'];

// `npm run test:deep` runs the examples with these versions of Node too. npm has each of them, with its headers, as one package per
// platform.
const isDeep = Number(process.env['TOS_TEST_FACTOR'] ?? 1) > 1;
const otherNodes = isDeep ? ['22', '24'] : [];

/** A folder in which every package is installed, and the Node for which it was installed. */
interface Stranger {
  readonly folder: string;
  readonly node: string;
}

let folder: string;
let stranger: Stranger;
/** The folders by version of Node; an error for a version that cannot be installed. */
const others: Record<string, Stranger | Error> = {};
const tarballs: Record<string, string> = {};

beforeAll(
  async () => {
    folder = await mkdtemp(join(tmpdir(), 'tos-packages-'));
    for (const name of names) {
      const out = join(folder, `${name}.tgz`);
      await run('npx', ['--yes', packageManager, 'pack', '--out', out], { cwd: join(root, 'packages', name) });
      tarballs[name] = out;
    }
    for (const name of apps) {
      const out = join(folder, `${name}.tgz`);
      await run('npx', ['--yes', packageManager, 'pack', '--out', out], { cwd: join(root, 'apps', name) });
      tarballs[name] = out;
    }
    await mkdir(join(folder, 'stranger'));
    const dependencies = Object.fromEntries(
      [...names, ...apps].map((name) => [`@tos/${name}`, `file:${tarballs[name]}`]),
    );
    const manifest = { name: 'stranger', private: true, type: 'module', dependencies };
    await writeFile(join(folder, 'stranger', 'package.json'), JSON.stringify(manifest));
    await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: join(folder, 'stranger') });
    // npm takes better-sqlite3 12 where 13 does not suit the Node that runs. Where its binary cannot be fetched it compiles for two minutes, so
    // that of the workspace is copied; 13 has its binaries in its package.
    const native = 'node_modules/better-sqlite3/build/Release/better_sqlite3.node';
    const compiled = join(root, 'packages/storage-sqlite', native);
    const hasOwn = existsSync(join(folder, 'stranger', 'node_modules/better-sqlite3/prebuilds'));
    if (!hasOwn) await cp(compiled, join(folder, 'stranger', native));
    stranger = { folder: join(folder, 'stranger'), node: process.execPath };
    for (const version of otherNodes) others[version] = await strangerWith(version).catch((error: Error) => error);
  },
  isDeep ? 3_600_000 : 900_000,
);

/** Copies a stranger's folder for another version of Node. */
async function strangerWith(version: string): Promise<Stranger> {
  const name = `node-${process.platform}-${process.arch}`;
  const runtime = join(folder, `node-${version}`);
  await mkdir(runtime);
  await writeFile(join(runtime, 'package.json'), '{ "private": true }');
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', `${name}@${version}`], { cwd: runtime });
  const home = join(runtime, 'node_modules', name);
  const copy = join(folder, `stranger-${version}`);
  await cp(stranger.folder, copy, { recursive: true });
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', 'better-sqlite3@13'], { cwd: copy });
  return { folder: copy, node: join(home, 'bin/node') };
}

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(names)('@tos/%s as a stranger gets it', (name) => {
  test('npm does not pack it, and says what does', async () => {
    const packing = run('npm', ['pack', '--dry-run'], { cwd: join(root, 'packages', name) });
    await expect(packing).rejects.toMatchObject({ stderr: expect.stringContaining('npx pnpm pack') });
  });

  test('publint finds nothing', async () => {
    const tarball = (await readFile(tarballs[name]!)).buffer;
    const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg ?? {}))).toEqual([]);
  });

  test('its types resolve for every way of importing an ES module', async () => {
    await run(join(root, 'node_modules/.bin/attw'), [tarballs[name]!, '--profile', 'esm-only', '--no-emoji'], {
      cwd: root,
    });
  });

  test('its examples run', () => runExamples(name, stranger));

  test.for(otherNodes)('its examples run with Node %s', async (version, { skip }) => {
    const other = others[version]!;
    if (other instanceof Error) return skip(`Node ${version} cannot be had: ${other.message}`);
    await runExamples(name, other);
  });
});

describe.each(apps)('@tos/%s as a stranger gets it', (name) => {
  test('npm does not pack it, and says what does', async () => {
    const packing = run('npm', ['pack', '--dry-run'], { cwd: join(root, 'apps', name) });
    await expect(packing).rejects.toMatchObject({ stderr: expect.stringContaining('npx pnpm pack') });
  });

  test('publint finds nothing', async () => {
    const tarball = (await readFile(tarballs[name]!)).buffer;
    const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg ?? {}))).toEqual([]);
  });
});

describe('tos-node as a stranger gets it', () => {
  test('makes blocks on each storage, and has its page', () => runNode(stranger));

  test.for(otherNodes)('makes blocks on each storage, and has its page with Node %s', async (version, { skip }) => {
    const other = others[version]!;
    if (other instanceof Error) return skip(`Node ${version} cannot be had: ${other.message}`);
    await runNode(other);
  });
});

/** Runs the installed program on every storage. The load is signed on its threads and executed by its workers. */
async function runNode({ folder: home, node }: Stranger): Promise<void> {
  const main = join(home, 'node_modules/@tos/node/dist/main.js');
  for (const storage of ['lmdb', 'level', 'sqlite', 'memory']) {
    const flags = ['--storage', storage, '--datadir', `chain-${storage}`, '--json', `${storage}.json`];
    await run(node, [main, 'dev', ...flags, '--rpc-port', '0', '--load', '10', '--blocks', '2'], { cwd: home });
    const { blocks, transactions, supply } = JSON.parse(await readFile(join(home, `${storage}.json`), 'utf8'));
    expect({ blocks, transactions }, storage).toEqual({ blocks: 2, transactions: 20 });
    expect(supply.actual, storage).toBe(supply.expected);
  }
  expect(await readdir(join(home, 'node_modules/@tos/explorer/dist'))).toContain('index.html');
}

// Who parallelises a program of his own installs none of the protocol's cryptography, state or rules.
test('@tos/tasks alone brings @tos/protocol and nothing else', async () => {
  const alone = join(folder, 'alone');
  await mkdir(alone);
  // No registry has these packages: whichever of them is asked for comes from its tarball.
  const others = names.filter((name) => name !== 'tasks');
  const manifest = {
    name: 'alone',
    private: true,
    type: 'module',
    dependencies: { '@tos/tasks': `file:${tarballs['tasks']}` },
    overrides: Object.fromEntries(others.map((name) => [`@tos/${name}`, `file:${tarballs[name]}`])),
  };
  await writeFile(join(alone, 'package.json'), JSON.stringify(manifest));
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: alone });
  const { packages } = JSON.parse(await readFile(join(alone, 'package-lock.json'), 'utf8'));
  expect(Object.keys(packages).sort()).toEqual(['', 'node_modules/@tos/protocol', 'node_modules/@tos/tasks']);
  await runExamples('tasks', { folder: alone, node: process.execPath });
});

async function runExamples(name: string, { folder: home, node }: Stranger): Promise<void> {
  const to = join(home, name);
  await cp(join(root, 'packages', name, 'examples'), to, { recursive: true });
  for (const file of (await readdir(to)).filter((entry) => entry.endsWith('.ts'))) {
    const source = await readFile(join(to, file), 'utf8');
    const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
    const { outputText } = ts.transpileModule(source, { compilerOptions });
    const script = join(to, file.replace(/\.ts$/, '.js'));
    await writeFile(script, outputText);
    const { stdout } = await run(node, [script], { cwd: to });
    expect(stdout, `${name}/examples/${file}`).not.toBe('');
  }
}
