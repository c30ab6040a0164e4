import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileDurably } from '@tos/data-folder';
import { TosError } from '@tos/protocol';
import type { StoredMetadata } from '@tos/state';
import { z } from 'zod';
import { invalidSetting } from '../settings/invalid-setting.ts';
import { type DurableKind, durableKinds, type StorageKind } from '../storage/storage-kind.ts';

/** Where a data directory keeps its chain. */
export interface StoragePlace {
  readonly kind: StorageKind;
  /** The folder of the storage; each has its own, so that none takes another's files for its own. */
  readonly location: string;
  /** A chain was begun in it: one that is empty has lost it. */
  readonly wasBegun: boolean;
  /** Only to look at. */
  readonly isReadOnly?: boolean;
}

/** What a storage cannot be without, within its folder. */
const databaseFiles: Readonly<Record<DurableKind, string>> = { lmdb: 'data.mdb', sqlite: 'chain.sqlite' };

const begunKinds = z.array(z.enum(durableKinds));

/** Storages of a data directory that have a chain, or had one. A folder that a start left behind which failed is none. */
export function kindsIn(path: string): DurableKind[] {
  const begun = readBegun(path);
  return durableKinds.filter((kind) => begun.includes(kind) || databaseSize(path, kind) > 0);
}

/**
 * @throws TOS_INVALID_CONFIG for another storage than the chain is in, and where it is in several
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
  if (place.wasBegun && databaseSize(path, kind) === 0) {
    throw lost(join(place.location, databaseFiles[kind]), 'it is empty or gone');
  }
  return place;
}

/**
 * A chain that was begun is not begun again in silence, however its storage lost it.
 * @throws TOS_STORAGE_CORRUPT
 */
export function assertNotLost({ wasBegun, location }: StoragePlace, metadata: StoredMetadata | null | undefined): void {
  if (wasBegun && metadata === undefined) throw lost(location, 'there is no block in it');
}

/** From now on, a database that is gone is missed. To be called once the first block is on the disk. */
export function markBegun(path: string, { kind, wasBegun }: StoragePlace): void {
  if (wasBegun || kind === 'memory') return;
  writeFileDurably(begunFile(path), `${JSON.stringify([...readBegun(path), kind])}\n`);
}

function lost(what: string, reason: string): TosError {
  return new TosError('TOS_STORAGE_CORRUPT', { what, reason }, `${what}: ${reason}, and there was a chain in it.`);
}

function locationOf(path: string, kind: StorageKind): string {
  return join(path, kind === 'lmdb' ? 'chain' : `chain-${kind}`);
}

function databaseSize(path: string, kind: DurableKind): number {
  return statSync(join(locationOf(path, kind), databaseFiles[kind]), { throwIfNoEntry: false })?.size ?? 0;
}

function begunFile(path: string): string {
  return join(path, 'begun.json');
}

/** @throws TOS_INVALID_CONFIG for a file that somebody else has written */
function readBegun(path: string): DurableKind[] {
  const file = begunFile(path);
  if (!existsSync(file)) return [];
  const parsed = begunKinds.safeParse(parseJson(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw invalidSetting(file, 'it must be a list of the storages that a chain was begun in, like ["lmdb"]');
}

/** Undefined for what is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
