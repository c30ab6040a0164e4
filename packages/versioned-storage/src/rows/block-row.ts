import { HASH_SIZE } from '@tos/protocol';
import type { StoredBlock, Topoheight } from '@tos/state';
import { blobParts, concatBytes, u32Bytes } from './row-parts.ts';
import { RowReader } from './row-reader.ts';
import { topoheightBytes } from './topoheight-bytes.ts';

/**
 * A row of `blocks`, whose key is the block's hash: topoheight u64 (all ones: not ordered), height u64, digest (list of 0 or 1),
 * transaction hashes (u32 count, 32 bytes each), info, bytes. A u32 length stands before the digest, the info and the bytes.
 */
export function encodeBlock(block: StoredBlock): Uint8Array {
  return concatBytes([
    topoheightBytes(block.topoheight),
    topoheightBytes(block.height),
    ...(block.digest === null ? [u32Bytes(0)] : [u32Bytes(1), ...blobParts(block.digest)]),
    u32Bytes(block.transactionHashes.length),
    ...block.transactionHashes,
    ...blobParts(block.info),
    ...blobParts(block.bytes),
  ]);
}

/** @throws TOS_STORAGE_CORRUPT */
export function decodeBlock(hash: Uint8Array, row: Uint8Array): StoredBlock {
  const reader = new RowReader(row, 'block');
  const topoheight = reader.optionalTopoheight();
  const height = reader.topoheight();
  const [digest = null] = reader.list(() => reader.blob());
  const transactionHashes = reader.list(() => reader.fixed(HASH_SIZE));
  const info = reader.blob();
  const bytes = reader.blob();
  reader.end();
  return { hash: new Uint8Array(hash), height, topoheight, bytes, transactionHashes, digest, info };
}

/**
 * Finds a transaction in the row of a block, which may have a megabyte, without decoding all of it.
 * @returns the topoheight of the block, null for a block without one; undefined when the transaction is not in it
 * @throws TOS_STORAGE_CORRUPT
 */
export function findInBlock(row: Uint8Array, transaction: Uint8Array): Topoheight | null | undefined {
  const reader = new RowReader(row, 'block');
  const topoheight = reader.optionalTopoheight();
  reader.topoheight();
  reader.list(() => reader.blob());
  const hashes = reader.packedList(HASH_SIZE);
  for (let start = 0; start < hashes.length; start += HASH_SIZE) {
    let same = 0;
    while (same < HASH_SIZE && hashes[start + same] === transaction[same]) same++;
    if (same === HASH_SIZE) return topoheight;
  }
  return undefined;
}
