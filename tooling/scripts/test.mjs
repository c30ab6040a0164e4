// npm test installs, builds, checks, and runs every test. npm run test:deep does so with big counts (TOS_TEST_FACTOR).
import { followNpm } from './npm.mjs';
import { run } from './run-child.mjs';
import { install, requireNode, runTasks } from './workspace.mjs';

requireNode();
followNpm();
await install('all');
await runTasks([
  'compile',
  'check:style',
  'check:types',
  'check:rooms',
  'check:unused',
  'check:citations',
  'check:exports',
]);
const deep = process.argv.includes('--deep') ? { TOS_TEST_FACTOR: '50' } : {};
const filters = process.argv.slice(2).filter((argument) => argument !== '--deep');
await run('node_modules/.bin/vitest', ['run', ...filters], { env: { ...process.env, ...deep } });
