import { createRequire } from 'node:module';
import { TosError } from '@tos/protocol';
import type Database from 'better-sqlite3';

export type Sqlite = typeof Database;

/**
 * Loads better-sqlite3, which the user installs.
 * @throws TOS_STORAGE_FAILURE, whose message names what to install
 */
export async function loadBetterSqlite(): Promise<Sqlite> {
  assertUsable(installedVersion(), process.versions);
  return (await import('better-sqlite3')).default;
}

/**
 * Refuses versions that end the process instead of throwing. Version 13 does so on its first use under a Node with Node-API 9 (Node 20). Version
 * 12, compiled for Node 24, does so when a statement or database is collected as garbage: https://github.com/nodejs/node/issues/65446.
 */
export function assertUsable(version: string | null, node: { readonly node: string; readonly napi?: string }): void {
  const operation = 'load better-sqlite3';
  if (version === null) {
    const problem = 'better-sqlite3 is not installed. Add "better-sqlite3": "^12.11.0 || ^13.0.0" to the dependencies.';
    throw new TosError('TOS_STORAGE_FAILURE', { operation }, problem);
  }
  const isOld = Number.parseInt(version, 10) < 13;
  const isUsable = isOld ? Number.parseInt(node.node, 10) !== 24 : Number(node.napi ?? 0) >= 10;
  if (isUsable) return;
  const remedy = isOld ? 'Install ^13.0.0.' : 'Install ^12.11.0, or use Node 22 or newer.';
  const problem = `better-sqlite3 ${version} crashes on Node ${node.node}. ${remedy}`;
  throw new TosError('TOS_STORAGE_FAILURE', { operation }, problem);
}

/** The advice for a driver whose compiled part is missing or was made for another Node; any other message unchanged. */
export function explainBindings(message: string): string {
  const bindings =
    /bindings file|NODE_MODULE_VERSION|ERR_DLOPEN_FAILED|invalid ELF header|file too short|not a valid Win32/;
  if (!bindings.test(message)) return message;
  const advice =
    `better-sqlite3 was not compiled for Node ${process.versions.node}: run npm rebuild better-sqlite3 (pnpm: pnpm rebuild ` +
    'better-sqlite3, with its install script allowed by allowBuilds in pnpm-workspace.yaml)';
  return `${advice} (${message.split('\n')[0]})`;
}

function installedVersion(): string | null {
  try {
    const manifest: { version: string } = createRequire(import.meta.url)('better-sqlite3/package.json');
    return manifest.version;
  } catch {
    return null;
  }
}
