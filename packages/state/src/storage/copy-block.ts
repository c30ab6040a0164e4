import type { StoredBlock } from './storage-types.ts';

/** A copy of the block, with bytes of its own. */
export function copyBlock(block: StoredBlock): StoredBlock {
  return {
    hash: new Uint8Array(block.hash),
    height: block.height,
    topoheight: block.topoheight,
    bytes: new Uint8Array(block.bytes),
    transactionHashes: block.transactionHashes.map((hash) => new Uint8Array(hash)),
    digest: block.digest && new Uint8Array(block.digest),
    info: new Uint8Array(block.info),
  };
}
