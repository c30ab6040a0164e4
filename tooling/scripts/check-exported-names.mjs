// npm run check:exports checks that each exported name of each package has a user (another package, an app, an example, a code block of a
// Markdown file), or a line in tooling/exported-names/for-whom.mjs. With --list it prints every name with its users.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { forWhom } from '../exported-names/for-whom.mjs';
import { judgeExports } from '../exported-names/judge-exports.mjs';
import { root } from './root.mjs';

const NEEDED = /\.(ts|mts|mjs|js|md)$|\/package\.json$/;

const paths = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((path) => NEEDED.test(path) && existsSync(join(root, path)));
const files = new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));

const { unused, needless, list } = judgeExports(files, forWhom);
if (process.argv.includes('--list')) console.log(list.join('\n'));

const linesOf = (keys) => keys.map((key) => `  ${key}\n`).join('');
if (unused.length > 0) {
  console.error(
    'Exported names without a user. Stop exporting them, or add a line that says for whom each is to ' +
      `tooling/exported-names/for-whom.mjs:\n${linesOf(unused)}`,
  );
}
if (needless.length > 0) {
  console.error(
    `Lines of tooling/exported-names/for-whom.mjs for names that have a user or are not exported:\n${linesOf(needless)}`,
  );
}
if (unused.length + needless.length > 0) process.exit(1);
