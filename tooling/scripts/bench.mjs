// npm run bench -- SUITE [--json FILE]: builds, then runs tooling/bench/SUITE.mjs, which prints a table and gives its results.
import { existsSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { install, requireNode, root, runTasks } from './workspace.mjs';

requireNode();
const [suite, ...args] = process.argv.slice(2);
const file = join(root, 'tooling/bench', `${suite}.mjs`);
if (suite === undefined || !existsSync(file)) {
  console.error('Usage: npm run bench -- SUITE [--json FILE]; the suites are in tooling/bench.');
  process.exit(1);
}
install('all');
runTasks(['compile']);
const { results } = await import(file);
const json = args.indexOf('--json');
if (json >= 0) {
  const report = { suite, node: process.versions.node, cpus: `${cpus().length} x ${cpus()[0]?.model}`, results };
  writeFileSync(args[json + 1], `${JSON.stringify(report, undefined, 1)}\n`);
}
