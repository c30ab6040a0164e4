import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

// `npm start` where nothing has been built, as after a clone.

const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

/** The folder with the packages that pnpm has downloaded: links of the modules of each package go there. */
const DOWNLOADED = '.pnpm';

/**
 * Copies the modules that are installed in a folder, without what a build leaves there. Links stay links, so that those to a package of the
 * workspace lead to the copy of that package.
 */
function copyModules(from: string, to: string): void {
  if (!existsSync(from)) return;
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from)) {
    if (entry === DOWNLOADED) symlinkSync(join(from, entry), join(to, entry));
    else if (!entry.startsWith('.') || entry === '.tos-installed.json') {
      cpSync(join(from, entry), join(to, entry), { recursive: true, verbatimSymlinks: true });
    }
  }
}

test('a clone in which nothing is built builds what the node needs, and makes a block', {
  timeout: 600_000,
}, async () => {
  const clone = mkdtempSync(join(tmpdir(), 'tos-clone-'));
  onTestFinished(() => rmSync(clone, { recursive: true, force: true, maxRetries: 10 }));
  const { stdout } = await run('git', ['ls-files', '-z'], { cwd: root });
  // A file that is tracked may be deleted in the working tree.
  const files = stdout.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
  for (const file of files) {
    mkdirSync(dirname(join(clone, file)), { recursive: true });
    cpSync(join(root, file), join(clone, file), { verbatimSymlinks: true });
  }
  const packages = files.filter((file) => /^([^/]+\/[^/]+\/)?package\.json$/.test(file)).map((file) => dirname(file));
  for (const folder of packages) {
    copyModules(join(root, folder, 'node_modules'), join(clone, folder, 'node_modules'));
  }
  expect(existsSync(join(clone, 'apps/node/dist'))).toBe(false);

  const summary = join(clone, 'summary.json');
  const flags = ['--storage', 'memory', '--rpc-port', '0', '--load', '10', '--blocks', '1', '--json', summary];
  // The compiler prints its errors on stdout, which the message of the error does not have.
  await run('npm', ['start', '--', ...flags], { cwd: clone }).catch((error: Error & { readonly stdout: string }) => {
    throw new Error(`${error.message}\n${error.stdout}`);
  });
  expect(JSON.parse(readFileSync(summary, 'utf8'))).toMatchObject({ blocks: 1, transactions: 10 });
});
