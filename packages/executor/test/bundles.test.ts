import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// Programs as users bundle them, of the built packages, run by Node.
const packages = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
let outputs = 0;

const program = `
import { createKeyPair } from '@tos/crypto';
import { createBlockExecutor } from '@tos/executor';
import { createTaskExecutor } from '@tos/executor/tasks';
import { networks } from '@tos/protocol';
import { buildTransaction, decodeBatch, encodeTransaction } from '@tos/transaction';

async function tasks(setting) {
  const executor = createTaskExecutor({ workerModule: new URL(process.env.TASKS), workers: 1, setting });
  await executor.started();
  try {
    const { results, report } = await executor.run([{ input: Uint8Array.of(7), access: {} }], { state: new Map() });
    return { ok: results[0].ok, mode: report.mode, fault: report.threadFault };
  } catch (error) {
    return { code: error.code, message: error.message };
  } finally {
    await executor.close();
  }
}

async function signatures() {
  const executor = createBlockExecutor({ workers: 1 });
  const keyPair = createKeyPair(Uint8Array.of(2, ...new Uint8Array(31)));
  const wires = [0n, 1n, 2n].map((nonce) => encodeTransaction(buildTransaction({
    network: networks.devnet, keyPair, nonce, payload: { type: 'burn', asset: new Uint8Array(32), amount: 1n },
    reference: { hash: new Uint8Array(32), topoheight: 0n },
  })));
  const verdicts = await executor.verifySignatures(decodeBatch(wires));
  const { workersHealthy, lastWorkerFault } = await executor.metrics();
  await executor.close();
  return { verdicts: [...verdicts], workersHealthy, lastWorkerFault };
}

async function main() {
  const outcome = { parallel: await tasks('parallel'), auto: await tasks('auto'), signatures: await signatures() };
  console.log(JSON.stringify(outcome));
}
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tos-bundles-'));
  mkdirSync(join(folder, 'node_modules/@tos'), { recursive: true });
  for (const name of ['crypto', 'executor', 'protocol', 'transaction']) {
    symlinkSync(join(packages, name), join(folder, 'node_modules/@tos', name));
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  // Awaiting at its top level: what a bundler puts into a chunk of its own, and has import the program again, would wait for ever.
  writeFileSync(join(folder, 'main.js'), `${program}await main();`);
  // CommonJS cannot.
  writeFileSync(join(folder, 'main-of-commonjs.js'), `${program}main();`);
  writeFileSync(join(folder, 'my-tasks.js'), 'export const runTask = (input) => input;');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Bundle {
  readonly entries: Record<string, string>;
  readonly outdir: string;
  readonly external: string[];
  readonly format: 'esm' | 'cjs';
  /** With the dot. */
  readonly ending: string;
}

const bundlers: Record<string, (bundle: Bundle) => Promise<void>> = {
  async esbuild({ entries, outdir, external, format, ending }) {
    await build({
      entryPoints: entries,
      outdir,
      external,
      format,
      outExtension: { '.js': ending },
      bundle: true,
      platform: 'node',
      logLevel: 'error',
      absWorkingDir: folder,
      logOverride: { 'empty-import-meta': 'silent' },
    });
  },
  async rolldown({ entries, outdir, external, format, ending }) {
    const bundle = await rolldown({ input: entries, external, platform: 'node', cwd: folder });
    const names = { entryFileNames: `[name]${ending}`, chunkFileNames: `[name]-[hash]${ending}` };
    await bundle.write({ dir: outdir, format, ...names });
    await bundle.close();
  },
};

/** Bundles the program and runs it. @returns what it found */
async function outcomeOf(bundler: string, bundle: Partial<Bundle> & { entries: Record<string, string> }) {
  const outdir = join(folder, `out-${outputs++}`);
  const ending = bundle.ending ?? '.mjs';
  await bundlers[bundler]!({ outdir, ending, external: [], format: 'esm', ...bundle });
  const isBundled = 'my-tasks' in bundle.entries;
  const tasks = isBundled ? join(outdir, `my-tasks${ending}`) : join(folder, 'my-tasks.js');
  return run(join(outdir, `main${ending}`), tasks);
}

function run(file: string, tasks: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', TASKS: pathToFileURL(tasks).href },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

const withThreads = {
  parallel: { ok: true, mode: 'threads', fault: null },
  // One worker besides main is not worth it.
  auto: { ok: true, mode: 'inline', fault: null },
  signatures: { verdicts: [1, 1, 1], workersHealthy: 1, lastWorkerFault: '' },
};

function withoutThreads(cause: string) {
  const fault: unknown = expect.stringContaining(cause);
  return {
    parallel: { code: 'TOS_NO_THREADS', message: fault },
    auto: { ok: true, mode: 'inline', fault },
    signatures: { verdicts: [1, 1, 1], workersHealthy: 0, lastWorkerFault: fault },
  };
}

const main = { main: './main.js' };
const mainOfCommonJs = { main: './main-of-commonjs.js' };

describe.each(Object.keys(bundlers))('%s', (bundler) => {
  test('as the README shows', async () => {
    const example = await import(new URL('../examples/bundle-it.js', import.meta.url).href);
    await example[bundler === 'esbuild' ? 'withEsbuild' : 'withRolldown'](folder);
    expect(run(join(folder, 'out/main.js'), join(folder, 'out/my-tasks.js'))).toEqual(withThreads);
  });

  test('with the file of threads beside it, under another ending', async () => {
    const entries = { ...main, 'executor-thread': '@tos/executor/executor-thread', 'my-tasks': './my-tasks.js' };
    expect(await outcomeOf(bundler, { entries })).toEqual(withThreads);
  });

  test('with the executor left out', async () => {
    const external = ['@tos/executor', '@tos/executor/tasks'];
    expect(await outcomeOf(bundler, { entries: main, external })).toEqual(withThreads);
  });

  test('without the file of threads: all goes on without them, or says why not', async () => {
    expect(await outcomeOf(bundler, { entries: main })).toEqual(withoutThreads('executor-thread.mjs'));
  });
});

test('as CommonJS by rolldown, with the file of threads', async () => {
  const entries = {
    ...mainOfCommonJs,
    'executor-thread': '@tos/executor/executor-thread',
    'my-tasks': './my-tasks.js',
  };
  expect(await outcomeOf('rolldown', { entries, format: 'cjs', ending: '.cjs' })).toEqual(withThreads);
});

test('as CommonJS by esbuild, which does not say where a bundle lies', async () => {
  const entries = { ...mainOfCommonJs, 'executor-thread': '@tos/executor/executor-thread' };
  const outcome = await outcomeOf('esbuild', { entries, format: 'cjs', ending: '.cjs' });
  expect(outcome).toEqual(withoutThreads('import.meta.url is empty'));
});
