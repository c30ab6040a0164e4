// The functions that the root commands share. They need only Node and npm, because they run on a fresh clone.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isBuilt, noteBuilt } from './built-stamp.mjs';
import { replaceFile } from './replace-file.mjs';
import { root } from './root.mjs';
import { childEnd, run } from './run-child.mjs';

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const stampFile = join(root, 'node_modules', '.tos-installed.json');

/** pnpm prints errors only; `--loglevel=silent` would hide errors too. */
const QUIETLY = ['--reporter=append-only', '--loglevel=error'];

/** Ends the process with a message for people when this Node is too old. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`TOS needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

/**
 * Installs missing dependencies, once per state of the lock file. Scope `node` installs the dependencies of the node, `all` installs
 * everything. npx fetches pnpm, in the version that package.json names, because corepack fails where a registry lacks its signatures.
 */
export async function install(scope) {
  const inputs = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'];
  const hash = createHash('sha256');
  for (const file of inputs) hash.update(readFileSync(join(root, file)));
  const key = `${hash.digest('hex')} ${process.versions.modules}`;
  const stamp = readStamp();
  if (stamp.key === key && (stamp.scope === 'all' || stamp.scope === scope)) return;
  console.error(scope === 'all' ? 'Installing dependencies ...' : 'Installing what the node needs (once) ...');
  const filter = scope === 'all' ? [] : ['--filter', '@tos/node...'];
  const npx = ['--yes', manifest.packageManager, 'install', '--frozen-lockfile', ...QUIETLY, ...filter];
  // A filter would remove the packages of an earlier full installation that the node does not need.
  if (scope === 'node' && stamp.scope === 'all') npx.splice(npx.indexOf('--filter'), 2);
  // pnpm's output goes to stderr, because stdout is for the output of the command.
  const { status, signal } = await childEnd('npx', npx, {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, CI: 'true' },
  });
  if (status !== 0) {
    console.error(`npx ${npx.join(' ')} ended with ${signal ?? `exit code ${status}`}; the lines above say why.`);
    process.exit(1);
  }
  await run(process.execPath, [join(root, 'tooling/scripts/choose-sqlite.mjs')]);
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  replaceFile(stampFile, JSON.stringify({ key, scope: stamp.scope === 'all' ? 'all' : scope }));
}

/** The stamp of the last installation; an empty object when it is missing or damaged. */
function readStamp() {
  try {
    return { ...JSON.parse(readFileSync(stampFile, 'utf8')) };
  } catch {
    return {};
  }
}

/** Runs tasks of turbo.json, in parallel where their order allows. pnpm starts turbo, because turbo needs pnpm on its path. */
export async function runTasks(tasks) {
  const turbo = ['turbo', 'run', ...tasks, '--output-logs=errors-only', '--log-prefix=none'];
  await run('npx', ['--yes', manifest.packageManager, 'exec', ...turbo], {
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  });
}

/** Compiles a project and its dependencies, and builds the page; it does nothing when they are up to date. */
export async function build(project) {
  if (isBuilt(root, project)) return;
  if (!existsSync(join(root, project, 'dist'))) console.error('Building (once) ...');
  await run(process.execPath, [join(root, 'tooling/scripts/build-wasm.mjs')]);
  await run(process.execPath, [join(root, 'tooling/scripts/build-explorer.mjs')]);
  await run(process.execPath, [join(root, 'tooling/tsconfig/node_modules/typescript/bin/tsc'), '--build', project]);
  noteBuilt(root, project);
}
