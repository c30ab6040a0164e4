// What the root commands share: this needs nothing but Node and npm, on a fresh clone.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const stampFile = join(root, 'node_modules', '.tos-installed.json');

/** Ends the process with a message for people when this Node is too old to run anything here. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`TOS needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

/** Runs a command in the root; ends this process with its exit code when it fails. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/**
 * Installs what is missing, once for each state of the lock file: only what the node needs, or everything. pnpm comes through npx,
 * in the version that package.json names: corepack fails where a registry lacks its signatures.
 */
export function install(scope) {
  const inputs = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'];
  const hash = createHash('sha256');
  for (const file of inputs) hash.update(readFileSync(join(root, file)));
  const key = `${hash.digest('hex')} ${process.versions.modules}`;
  const stamp = existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, 'utf8')) : {};
  if (stamp.key === key && (stamp.scope === 'all' || stamp.scope === scope)) return;
  console.error(scope === 'all' ? 'Installing dependencies ...' : 'Installing what the node needs (once) ...');
  const filter = scope === 'all' ? [] : ['--filter', '@tos/node...'];
  const npx = ['--yes', manifest.packageManager, 'install', '--frozen-lockfile', '--reporter=silent', ...filter];
  // A full installation must not be pruned to what the node needs.
  if (scope === 'node' && stamp.scope === 'all') npx.splice(npx.indexOf('--filter'), 2);
  try {
    execFileSync('npx', npx, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, CI: 'true' },
    });
  } catch {
    console.error(`Installation failed. Check that the npm registry can be reached, then run the command again.`);
    process.exit(1);
  }
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stampFile, JSON.stringify({ key, scope: stamp.scope === 'all' ? 'all' : scope }));
}

/** Runs tasks of turbo.json, side by side where their order allows. Through pnpm, whose binary turbo wants on its path. */
export function runTasks(tasks) {
  const turbo = ['turbo', 'run', ...tasks, '--output-logs=errors-only', '--log-prefix=none'];
  run('npx', ['--yes', manifest.packageManager, 'exec', ...turbo], {
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  });
}

/** Compiles a project and what it depends on; nothing when it is up to date. */
export function build(project) {
  if (!existsSync(join(root, project, 'dist'))) console.error('Building (once) ...');
  run(process.execPath, [join(root, 'tooling/scripts/build-wasm.mjs')]);
  run(process.execPath, [join(root, 'tooling/tsconfig/node_modules/typescript/bin/tsc'), '--build', project]);
}
