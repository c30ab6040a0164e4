import assert from 'node:assert/strict';
import {
  type BlockCommit,
  compareRefs,
  type Domain,
  domains,
  type ImportRecord,
  type RecordRef,
  type RecordWrite,
  type Storage,
  type StorageReader,
  type StoredBlock,
  type StoredMetadata,
  type StoredVersion,
  type Topoheight,
  type TopoRange,
} from '@tos/state';

/** 32 bytes, different ones for each number. */
export function hashOf(n: number): Uint8Array {
  const hash = new Uint8Array(32).fill(0xa5);
  new DataView(hash.buffer).setUint32(0, n);
  return hash;
}

/** A transaction that every block of `blockAt` contains. */
export const SHARED_TRANSACTION: Uint8Array = hashOf(2_000_000);

/** The transaction that only the block with this id contains. */
export function ownTransaction(id: number): Uint8Array {
  return hashOf(1_000_000 + id);
}

/** A record of the domain nonce with a key of any length. */
export function ref(...key: readonly number[]): RecordRef {
  return { domain: domains.nonce, key: Uint8Array.from(key) };
}

/** Three records that many tests write. */
export const A: RecordRef = ref(1, 1);
export const B: RecordRef = ref(2, 2);
export const C: RecordRef = ref(3);

export function write(record: RecordRef, ...value: readonly number[]): RecordWrite {
  return { ref: record, value: Uint8Array.from(value) };
}

export function deletion(record: RecordRef): RecordWrite {
  return { ref: record, value: null };
}

export function version(
  topoheight: Topoheight,
  previous: Topoheight | null,
  ...value: readonly number[]
): StoredVersion {
  return { topoheight, previous, value: Uint8Array.from(value) };
}

export function deletedVersion(topoheight: Topoheight, previous: Topoheight | null): StoredVersion {
  return { topoheight, previous, value: null };
}

/** A block in which every part that can differ between blocks depends on `id`. It sorts the writes. */
export function blockAt(
  topoheight: Topoheight,
  writes: readonly RecordWrite[] = [],
  id: number = topoheight,
): BlockCommit {
  const hash = hashOf(id);
  const digest = hashOf(3_000_000 + id);
  const height = Math.floor(topoheight / 2);
  return {
    block: {
      hash,
      height,
      topoheight,
      bytes: Uint8Array.of(1, id),
      transactionHashes: [ownTransaction(id), new Uint8Array(SHARED_TRANSACTION)],
      digest,
      info: Uint8Array.of(2, id),
    },
    writes: writes.toSorted((a, b) => compareRefs(a.ref, b.ref)),
    metadata: {
      network: 'devnet',
      genesis: hashOf(0),
      head: { hash, height, topoheight },
      tips: [hash, hashOf(id + 1)],
      supply: { emitted: 2n ** 64n - 1n - BigInt(id), burned: BigInt(id) },
      digest,
    },
  };
}

/** The block of a commit, without its place in the order. */
export function unordered({ block }: BlockCommit): StoredBlock {
  return { ...block, topoheight: null, digest: null };
}

/** All Uint8Arrays in a value, in the order of its members. */
export function bytesIn(value: unknown): Uint8Array[] {
  if (value instanceof Uint8Array) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(bytesIn) : [];
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

export function historyOf(reader: StorageReader, record: RecordRef, range?: TopoRange): Promise<StoredVersion[]> {
  return collect(reader.history(record, range));
}

/** The keys of the live records of a domain, as arrays of numbers. */
export async function keysOf(storage: Storage, domain: Domain, at?: Topoheight): Promise<number[][]> {
  return (await collect(storage.iterate(domain, at))).map(([key]) => [...key]);
}

/** The topoheight of the head, or -1. */
export async function headOf(reader: StorageReader): Promise<Topoheight> {
  return (await reader.metadata())?.head.topoheight ?? -1;
}

export async function* recordsOf(records: Iterable<ImportRecord>): AsyncGenerator<ImportRecord> {
  yield* records;
}

/** The metadata at the head, without the version of the storage's own format. */
export async function metadataOf(
  storage: Pick<StorageReader, 'metadata'>,
): Promise<Omit<StoredMetadata, 'formatVersion'> | undefined> {
  const stored = await storage.metadata();
  if (stored === undefined) return undefined;
  const { formatVersion, ...metadata } = stored;
  assert.ok(Number.isSafeInteger(formatVersion) && formatVersion > 0, `formatVersion ${formatVersion}`);
  return metadata;
}
