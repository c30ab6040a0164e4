import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type BlockCommit,
  compareRefs,
  type Domain,
  domains,
  type RecordRef,
  type RecordWrite,
  type Storage,
  type StoredBlock,
  type StoredVersion,
  type Topoheight,
  type TopoRange,
} from '@tos/state';
import { onTestFinished } from 'vitest';

/** 32 bytes that differ for every number. */
export function hashOf(n: number): Uint8Array {
  const hash = new Uint8Array(32).fill(0xa5);
  new DataView(hash.buffer).setUint32(0, n);
  return hash;
}

/** A record of the domain nonce with a key of any length. */
export function ref(...key: readonly number[]): RecordRef {
  return { domain: domains.nonce, key: Uint8Array.from(key) };
}

export function write(record: RecordRef, ...value: readonly number[]): RecordWrite {
  return { ref: record, value: Uint8Array.from(value) };
}

export function deletion(record: RecordRef): RecordWrite {
  return { ref: record, value: null };
}

/** A block with the number `id` in all that can differ. Writes are sorted for the caller. */
export function blockAt(
  topoheight: Topoheight,
  writes: readonly RecordWrite[] = [],
  id: number = topoheight,
): BlockCommit {
  const hash = hashOf(id);
  const block = {
    hash,
    height: Math.floor(topoheight / 2),
    topoheight,
    bytes: Uint8Array.of(1, id),
    transactionHashes: [hashOf(1_000_000 + id), hashOf(2_000_000)],
    digest: hashOf(3_000_000 + id),
    info: Uint8Array.of(2, id),
  };
  return {
    block,
    writes: writes.toSorted((a, b) => compareRefs(a.ref, b.ref)),
    metadata: {
      network: 'devnet',
      genesis: hashOf(0),
      head: { hash, height: block.height, topoheight },
      tips: [hash, hashOf(id + 1)],
      supply: { emitted: 2n ** 64n - 1n - BigInt(id), burned: BigInt(id) },
      digest: block.digest,
    },
  };
}

/** The block of a commit as it is once it has no place. */
export function unordered({ block }: BlockCommit): StoredBlock {
  return { ...block, topoheight: null, digest: null };
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

export function historyOf(storage: Storage, record: RecordRef, range?: TopoRange): Promise<StoredVersion[]> {
  return collect(storage.history(record, range));
}

/** Keys of the live records, as arrays of numbers. */
export async function keysOf(storage: Storage, domain: Domain, at?: Topoheight): Promise<number[][]> {
  return (await collect(storage.iterate(domain, at))).map(([key]) => [...key]);
}

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tos-lmdb-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
