// npm run audit asks the registry for known faults of the dependencies that ship. It fails for a fault, and says so when the registry gives no
// answer: a mirror may have no audit, and a machine no network. It is no part of npm run lint, whose result depends on the checkout alone.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const npx = ['--yes', packageManager, 'audit', '--prod', '--json', ...process.argv.slice(2)];
const { stdout, stderr } = spawnSync('npx', npx, { cwd: root, encoding: 'utf8' });

const answer = answerOf(stdout);
if (answer?.metadata === undefined) {
  const [why = 'no answer'] = (answer?.error?.message ?? `${stdout}${stderr}`).trim().split('\n');
  console.error(`SKIPPED: the dependencies were not audited. ${why}`);
} else {
  const faults = Object.values(answer.advisories ?? {});
  for (const { severity, module_name: name, vulnerable_versions: versions, title, url } of faults) {
    console.error(`${severity}  ${name} ${versions}  ${title}  ${url}`);
  }
  console.log(`${answer.metadata.totalDependencies} dependencies that ship, ${faults.length} known faults`);
  if (faults.length > 0) process.exitCode = 1;
}

/** The JSON that pnpm printed; undefined for other text. */
function answerOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
