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

/** Reads the topoheight alone, because decoding the whole row may take a megabyte. @throws TOS_STORAGE_CORRUPT */
export function blockTopoheight(row: Uint8Array): Topoheight | null {
  return new RowReader(row, 'block').optionalTopoheight();
}
