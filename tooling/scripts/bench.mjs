// npm run bench -- SUITE [--json FILE]: installs, builds what the suite measures, and runs it.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { build, install, requireNode } from './workspace.mjs';

/** Each is a file of tooling/bench, and measures what this project builds. */
const suites = {
  verify: ['packages/crypto'],
  executor: ['packages/chain', 'packages/storage-lmdb'],
  peers: ['packages/executor'],
  storage: ['packages/storage-lmdb', 'packages/storage-sqlite'],
  tasks: ['packages/executor', 'examples/parallel-evm'],
};

requireNode();
const [suite, ...options] = process.argv.slice(2);
const json = options.indexOf('--json');
const isUnderstood = Object.hasOwn(suites, suite) && options.length === (json < 0 ? 0 : 2) && json <= 0;
if (!isUnderstood) {
  console.error(`Usage: npm run bench -- SUITE [--json FILE]. Suites: ${Object.keys(suites).join(', ')}.`);
  process.exit(1);
}
install('all');
for (const project of suites[suite]) build(project);
const { run } = await import(`../bench/${suite}.mjs`);
const results = await run();
if (json >= 0) {
  const report = { suite, node: process.version, cpus: cpus().length, results };
  writeFileSync(options[json + 1], `${JSON.stringify(report, null, 2)}\n`);
}
