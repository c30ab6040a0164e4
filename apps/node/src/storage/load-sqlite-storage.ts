import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { TosError } from '@tos/protocol';
import type { CreateStorage } from '@tos/state';
import { z } from 'zod';
import { invalidSetting } from '../settings/invalid-setting.ts';

// As seen from dist/storage in a clone of the repository.
const root = fileURLToPath(new URL('../../../../', import.meta.url));
const sqlitePackage = join(root, 'packages', 'storage-sqlite');

/** Makes pnpm print nothing but errors; `silent` would suppress those too. */
const QUIETLY = ['--reporter=append-only', '--loglevel=error'];

const rootManifest = z.object({ packageManager: z.string() });
const storageModule = z.object({
  createStorage: z.custom<CreateStorage>((value) => typeof value === 'function'),
});

/**
 * Loads `@tos/storage-sqlite`, which is no dependency: its driver is native, and a node on LMDB must not need a compiler. In a clone the
 * package is installed and built on first use; elsewhere it has to be installed beside the node.
 * @throws TOS_INVALID_CONFIG where it has to be installed by hand
 * @throws TOS_STORAGE_FAILURE with the command to run when the installation failed
 */
export async function loadSqliteStorage(print: (line: string) => void): Promise<CreateStorage> {
  const isClone = existsSync(join(sqlitePackage, 'package.json'));
  if (isClone) prepare(print);
  // Not a literal: the compiler must not look for the module.
  const specifier: string = isClone
    ? pathToFileURL(join(sqlitePackage, 'dist', 'index.js')).href
    : '@tos/storage-sqlite';
  try {
    const loaded: unknown = await import(specifier);
    return storageModule.parse(loaded).createStorage;
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    if (isClone || !isMissing) throw error;
    throw invalidSetting('--storage', 'sqlite is not installed; run: npm install @tos/storage-sqlite better-sqlite3');
  }
}

function prepare(print: (line: string) => void): void {
  const { packageManager } = rootManifest.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  const pnpm = ['--yes', packageManager];
  if (!existsSync(join(sqlitePackage, 'node_modules', 'better-sqlite3', 'package.json'))) {
    print('Installing SQLite, once: where no prebuilt binary can be had it is compiled, which takes minutes ...');
    // The node's own packages are named too: pnpm removes what a filtered installation does not name.
    const filters = ['@tos/node...', '@tos/storage-sqlite...'].flatMap((name) => ['--filter', name]);
    runInRoot('npx', [...pnpm, 'install', '--frozen-lockfile', ...QUIETLY, ...filters]);
  }
  runInRoot(process.execPath, [join(root, 'tooling/scripts/choose-sqlite.mjs')]);
  if (!doesDriverLoad()) {
    print(
      `Compiling SQLite for Node ${process.versions.node}, once: its binary is missing or of another Node. It takes minutes ...`,
    );
    runInRoot('npx', [...pnpm, '--filter', '@tos/storage-sqlite', 'rebuild', 'better-sqlite3']);
  }
  // Does nothing when the package is up to date.
  runInRoot(process.execPath, [
    join(root, 'tooling/tsconfig/node_modules/typescript/bin/tsc'),
    '--build',
    'packages/storage-sqlite',
  ]);
}

/** An installation that was interrupted, or made with another Node, leaves a package without a binary that loads. */
function doesDriverLoad(): boolean {
  try {
    const driver: unknown = createRequire(join(sqlitePackage, 'package.json'))('better-sqlite3');
    // The driver loads its binary when a database is opened.
    if (typeof driver === 'function') Reflect.construct(driver, [':memory:']).close();
    return true;
  } catch {
    return false;
  }
}

function runInRoot(command: string, args: readonly string[]): void {
  try {
    // The output of the command goes to stderr: stdout is for the blocks.
    execFileSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], env: { ...process.env, CI: 'true' } });
  } catch (cause) {
    const line = `${command} ${args.join(' ')}`;
    const problem = `SQLite could not be installed: ${endOf(cause)}. In ${root} run: ${line}`;
    throw new TosError('TOS_STORAGE_FAILURE', { operation: 'install SQLite' }, problem, { cause });
  }
}

/** How a command failed, in words. What it printed is on stderr. */
function endOf(error: unknown): string {
  if (error instanceof Error && 'status' in error && typeof error.status === 'number') {
    return `a command ended with exit code ${error.status}, and the lines above say why`;
  }
  return error instanceof Error ? error.message : String(error);
}
