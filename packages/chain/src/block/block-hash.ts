import { blake3 } from '@tos/crypto';
import { assertBytes, assertList, assertObject, HASH_SIZE } from '@tos/protocol';
import { WireWriter } from '@tos/transaction';
import type { BlockHeader } from './block-header.ts';

/** BLAKE3 of version (1), height (8), BLAKE3 of the tips, BLAKE3 of the transaction hashes: 32 bytes. Source: docs/protocol.md §6.1. */
export function headerWorkHash(header: BlockHeader): Uint8Array {
  assertObject(header, 'header');
  assertList(header.tips, 'tips');
  const writer = new WireWriter();
  writer.u8(header.version, 'version');
  writer.u64(header.height, 'height');
  header.tips.forEach((tip, i) => {
    assertBytes(tip, `tips[${i}]`, HASH_SIZE);
  });
  assertBytes(header.transactionHashes, 'transactionHashes');
  writer.bytes(blake3(...header.tips));
  writer.bytes(blake3(header.transactionHashes));
  return blake3(writer.finish());
}

/** 112 bytes: work hash, timestamp, nonce, extra nonce, miner. Source: docs/protocol.md §6.1. */
export function minerWork(header: BlockHeader): Uint8Array {
  const writer = new WireWriter();
  writer.bytes(headerWorkHash(header));
  writer.u64(header.timestamp, 'timestamp');
  writer.u64(header.nonce, 'nonce');
  writer.fixed(header.extraNonce, 32, 'extraNonce');
  writer.fixed(header.miner, 32, 'miner');
  return writer.finish();
}

/** BLAKE3 of the miner work: 32 bytes. */
export function blockHash(header: BlockHeader): Uint8Array {
  return blake3(minerWork(header));
}
