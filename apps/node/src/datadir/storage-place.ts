import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { writeFileDurably } from '@tos/data-folder';
import { TosError } from '@tos/protocol';
import type { StoredMetadata } from '@tos/state';
import { z } from 'zod';
import { invalidSetting } from '../settings/invalid-setting.ts';
import {
  type DurableKind,
  durableKinds,
  isStorageModule,
  type StorageKind,
  type StorageModule,
} from '../storage/storage-kind.ts';

/** Where a data directory keeps its chain. */
export interface StoragePlace {
  readonly kind: StorageKind;
  /** The folder of the storage. Each kind has a folder of its own, so that none takes another's files for its own. */
  readonly location: string;
  /** Whether a chain was begun in it: if it is empty all the same, the chain was lost. */
  readonly wasBegun: boolean;
  /** Whether nothing may be written to it. */
  readonly isReadOnly?: boolean;
}

/** The file in the folder of a storage without which there is no database. */
const databaseFiles: Readonly<Record<(typeof durableKinds)[number], string>> = {
  lmdb: 'data.mdb',
  sqlite: 'chain.sqlite',
  level: join('level', 'CURRENT'),
};

const begunKinds = z.array(
  z.union([
    z.enum(durableKinds),
    z.templateLiteral(['file://', z.string()]),
    z.templateLiteral(['package:', z.string()]),
  ]),
);

/** The storages of a data directory that have a chain, or had one. A folder that a failed start left behind does not count. */
export function kindsIn(path: string): DurableKind[] {
  const begun = readBegun(path);
  const built = durableKinds.filter((kind) => begun.includes(kind) || isDatabaseThere(path, kind));
  return [...built, ...begun.filter(isStorageModule)];
}

/**
 * The place of the chain in a data directory.
 * @param asked the kind of storage; when absent the one that has the chain, or LMDB for a new chain
 * @throws TOS_INVALID_CONFIG for another storage than the chain is in, and where several have one and none is asked for
 * @throws TOS_STORAGE_CORRUPT for a chain whose database is gone
 */
export function storageIn(path: string, asked: StorageKind | undefined): StoragePlace {
  const found = kindsIn(path);
  const kind = asked ?? found[0] ?? 'lmdb';
  if (asked === undefined && found.length > 1) {
    throw invalidSetting('--storage', `${path} has chains in ${found.join(' and ')}; say which one`);
  }
  if (kind === 'memory') return { kind, location: locationOf(path, kind), wasBegun: false };
  if (found.length > 0 && !found.includes(kind)) {
    const reason = `the chain in ${path} is kept in ${found.join(' and ')}; tos-node db migrate copies it`;
    throw invalidSetting('--storage', reason);
  }
  const place = { kind, location: locationOf(path, kind), wasBegun: readBegun(path).includes(kind) };
  if (place.wasBegun && !isStorageModule(kind) && !isDatabaseThere(path, kind)) {
    throw lost(join(place.location, databaseFiles[kind]), 'it is empty or gone');
  }
  return place;
}

/**
 * Refuses a storage that has lost its chain, in whatever way: the chain must not be begun again without anybody noticing.
 * @throws TOS_STORAGE_CORRUPT
 */
export function assertNotLost({ wasBegun, location }: StoragePlace, metadata: StoredMetadata | null | undefined): void {
  if (wasBegun && metadata === undefined) throw lost(location, 'there is no block in it');
}

/** Notes that a chain was begun: from then on a lost database is refused. To be called once the first block is on the disk. */
export function markBegun(path: string, { kind, wasBegun }: StoragePlace): void {
  if (wasBegun || kind === 'memory') return;
  writeFileDurably(begunFile(path), `${JSON.stringify([...readBegun(path), kind])}\n`);
}

function lost(what: string, reason: string): TosError {
  return new TosError('TOS_STORAGE_CORRUPT', { what, reason }, `${what}: ${reason}, and there was a chain in it.`);
}

function locationOf(path: string, kind: StorageKind): string {
  if (kind === 'lmdb') return join(path, 'chain');
  return join(path, isStorageModule(kind) ? `chain-module-${nameOf(kind)}` : `chain-${kind}`);
}

/** What the folder of a module's storage is called: a module that moves keeps its name. */
function nameOf(module: StorageModule): string {
  const name = module.startsWith('package:') ? module.slice('package:'.length) : basename(new URL(module).pathname);
  return name.replace(/\.[cm]?js$/, '').replaceAll(/[^A-Za-z0-9]+/g, '-');
}

function isDatabaseThere(path: string, kind: keyof typeof databaseFiles): boolean {
  return (statSync(join(locationOf(path, kind), databaseFiles[kind]), { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** The folders in which a data directory has chains, or had them. */
export function chainFolders(path: string): string[] {
  return kindsIn(path).map((kind) => locationOf(path, kind));
}

/** The path of the genesis file of a data directory. */
export function genesisFile(path: string): string {
  return join(path, 'genesis.json');
}

/** The path of the file that keeps the transactions that wait while no node runs. */
export function mempoolFile(path: string): string {
  return join(path, 'mempool.bin');
}

/** The path of the file that names the storages in which a chain was begun. */
export function begunFile(path: string): string {
  return join(path, 'begun.json');
}

/** The kinds in `begun.json`. @throws TOS_INVALID_CONFIG for a file with other contents */
function readBegun(path: string): DurableKind[] {
  const file = begunFile(path);
  if (!existsSync(file)) return [];
  const parsed = begunKinds.safeParse(parseJson(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw invalidSetting(file, 'it must be a list of the storages that a chain was begun in, like ["lmdb"]');
}

/** The value of a JSON text; undefined for a text that is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
