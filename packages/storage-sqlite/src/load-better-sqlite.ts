import { createRequire } from 'node:module';
import { TosError } from '@tos/protocol';
import type Database from 'better-sqlite3';

export type Sqlite = typeof Database;

const MINIMUM_NAPI = 10;
const FIRST_NAPI_MAJOR = 13;

/**
 * Loads better-sqlite3, which the user installs. Version 13 ends the process on its first use under a Node with Node-API 9 (Node 20), so this
 * refuses it.
 * @throws TOS_STORAGE_FAILURE, whose message names what to install
 */
export async function loadBetterSqlite(): Promise<Sqlite> {
  const version = installedVersion();
  const napi = process.versions['napi'] ?? '0';
  assertUsable(version, Number(napi));
  const { default: sqlite } = await import('better-sqlite3');
  return sqlite;
}

export function assertUsable(version: string | null, napi: number): void {
  if (version === null) {
    throw failure('better-sqlite3 is not installed. Add "better-sqlite3": "^12.11.0 || ^13.0.0" to the dependencies');
  }
  if (Number(version.split('.')[0]) >= FIRST_NAPI_MAJOR && napi < MINIMUM_NAPI) {
    const node = process.versions.node;
    throw failure(`better-sqlite3 ${version} crashes on Node ${node}. Install ^12.11.0, or use Node 22 or newer`);
  }
}

/** The advice for a driver whose compiled part is missing or was made for another Node; any other message unchanged. */
export function explainBindings(message: string): string {
  if (
    !/bindings file|NODE_MODULE_VERSION|ERR_DLOPEN_FAILED|invalid ELF header|file too short|not a valid Win32/.test(
      message,
    )
  )
    return message;
  const advice =
    `better-sqlite3 was not compiled for Node ${process.versions.node}: run npm rebuild better-sqlite3 (pnpm: pnpm rebuild ` +
    'better-sqlite3, with its install script allowed by allowBuilds in pnpm-workspace.yaml)';
  return `${advice} (${message.split('\n')[0]})`;
}

function installedVersion(): string | null {
  try {
    const manifest: unknown = createRequire(import.meta.url)('better-sqlite3/package.json');
    if (typeof manifest !== 'object' || manifest === null || !('version' in manifest)) return null;
    return String(manifest.version);
  } catch {
    return null;
  }
}

function failure(problem: string): TosError {
  return new TosError('TOS_STORAGE_FAILURE', { operation: 'load better-sqlite3' }, `${problem}.`);
}
