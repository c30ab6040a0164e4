// npm run bench -- SUITE [--json FILE]: installs, builds, and runs a benchmark of tooling/bench.
import { existsSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { install, requireNode, root, runTasks } from './workspace.mjs';

requireNode();
const [suite, ...options] = process.argv.slice(2);
const file = join(root, 'tooling/bench', `${suite}.mjs`);
if (!/^[a-z-]+$/.test(suite ?? '') || !existsSync(file)) {
  console.error('Usage: npm run bench -- SUITE [--json FILE], SUITE the name of a file in tooling/bench.');
  process.exit(1);
}
const json = options.indexOf('--json');
install('all');
runTasks(['compile']);
const { run } = await import(pathToFileURL(file).href);
const results = await run();
if (json >= 0) {
  const report = { suite, node: process.version, cpus: cpus().length, results };
  writeFileSync(options[json + 1], `${JSON.stringify(report, null, 2)}\n`);
}
