// npm run bench -- SUITE [--json FILE]: installs, builds what the suite measures, and runs it.
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { followNpm, userFolder } from './npm.mjs';
import { build, install, requireNode } from './workspace.mjs';

/** The suites. Each is a file of tooling/bench, and needs the project that it names here to be built. */
const suites = {
  auto: ['packages/executor'],
  verify: ['packages/crypto'],
  decode: ['packages/transaction'],
  executor: ['packages/chain', 'packages/storage-lmdb'],
  node: ['apps/node'],
  peers: ['packages/executor'],
  scale: ['packages/executor'],
  storage: ['packages/storage-lmdb', 'packages/storage-sqlite'],
  tasks: ['packages/tasks', 'examples/parallel-evm'],
};

requireNode();
followNpm();
const [suite, ...options] = process.argv.slice(2);
const json = options.indexOf('--json');
const isUnderstood = Object.hasOwn(suites, suite) && options.length === (json < 0 ? 0 : 2) && json <= 0;
if (!isUnderstood) {
  console.error(`Usage: npm run bench -- SUITE [--json FILE]. Suites: ${Object.keys(suites).join(', ')}.`);
  process.exit(1);
}
const file = json < 0 ? undefined : resolve(userFolder, options[json + 1]);
if (file !== undefined) requireWritable(file);
await install('all');
for (const project of suites[suite]) await build(project);
const { run } = await import(`../bench/${suite}.mjs`);
const results = await run(file);
if (file !== undefined) {
  const report = { suite, node: process.version, cpus: cpus().length, results };
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}

/**
 * Checks that the file of --json can be written, before minutes of measuring. An empty file that this makes is removed again when the suite
 * writes nothing.
 */
function requireWritable(path) {
  try {
    closeSync(openSync(path, 'a'));
  } catch (error) {
    console.error(`--json: ${error.message}.`);
    process.exit(1);
  }
  process.on('exit', () => {
    if (readFileSync(path).length === 0) rmSync(path);
  });
}
