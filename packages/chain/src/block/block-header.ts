import { concatBytes } from '@noble/hashes/utils.js';
import {
  assertBytes,
  assertInteger,
  assertObject,
  HASH_SIZE,
  invalidArgument,
  MAX_BLOCK_TRANSACTIONS,
  TosError,
} from '@tos/protocol';
import { WireReader, WireWriter } from '@tos/transaction';
import { repeatedHash } from './repeated-hash.ts';

/** The only version of blocks. */
export const BLOCK_VERSION = 0;

/** The header of a block. Source: docs/protocol.md §6.1. The devnet has no VRF data, and the header no field for them. */
export interface BlockHeader {
  readonly version: number;
  /** u64; the greatest height of the parents, plus 1. */
  readonly height: bigint;
  /** u64, milliseconds. */
  readonly timestamp: bigint;
  /** u64, free for the miner. */
  readonly nonce: bigint;
  /** 32 bytes, free for the miner. */
  readonly extraNonce: Uint8Array;
  /** Hashes of the parents. */
  readonly tips: readonly Uint8Array[];
  /** Hashes of the transactions, 32 bytes each, back to back: the form of `PackedBatch.hash`. */
  readonly transactionHashes: Uint8Array;
  /** Public key, 32 bytes. */
  readonly miner: Uint8Array;
}

/** Bytes of a header on the wire. @param tips number of parents @param transactions number of transactions */
export function blockHeaderSize(tips: number, transactions: number): number {
  assertInteger(tips, 'tips', 0, 0xff);
  assertInteger(transactions, 'transactions', 0, 0xffff);
  return 93 + HASH_SIZE * (tips + transactions);
}

/**
 * The wire bytes of a header.
 * @throws TOS_INVALID_ARGUMENT or TOS_U64_RANGE for a value that its field cannot hold
 * @throws TOS_INVALID_FORMAT for a tip or transaction hash that occurs twice
 */
export function encodeBlockHeader(header: BlockHeader): Uint8Array {
  const writer = new WireWriter();
  writeBlockHeader(writer, header);
  return writer.finish();
}

/** Decodes exactly one header. @throws TOS_INVALID_FORMAT for anything else, TOS_NOT_SUPPORTED for a header with VRF data. */
export function decodeBlockHeader(bytes: Uint8Array): BlockHeader {
  const reader = new WireReader(bytes, 'block header');
  const header = readBlockHeader(reader);
  if (reader.remaining > 0) reader.fail(`${reader.remaining} bytes left over`);
  return header;
}

/** Appends the wire bytes of a header. @throws as `encodeBlockHeader` */
export function writeBlockHeader(writer: WireWriter, header: BlockHeader): void {
  assertObject(writer, 'writer', ['u8', 'u64', 'fixed', 'list']);
  assertObject(header, 'header');
  const { tips, transactionHashes } = header;
  assertBytes(transactionHashes, 'transactionHashes');
  const count = transactionHashes.length / HASH_SIZE;
  if (!Number.isInteger(count) || count > MAX_BLOCK_TRANSACTIONS) {
    const expected = `at most ${MAX_BLOCK_TRANSACTIONS} hashes of ${HASH_SIZE} bytes`;
    throw invalidArgument('transactionHashes', expected, transactionHashes);
  }
  writer.u8(header.version, 'version');
  writer.u64(header.height, 'height');
  writer.u64(header.timestamp, 'timestamp');
  writer.u64(header.nonce, 'nonce');
  writer.fixed(header.extraNonce, HASH_SIZE, 'extraNonce');
  writer.list(tips, 1, 'tips', (tip) => writer.fixed(tip, HASH_SIZE, ''));
  writer.u16(count);
  writer.bytes(transactionHashes);
  writer.fixed(header.miner, HASH_SIZE, 'miner');
  writer.bool(false);
  const twice = repeatedHash(concatBytes(...tips)) ?? repeatedHash(transactionHashes);
  if (twice !== undefined) throw new TosError('TOS_INVALID_FORMAT', { what: 'block header', reason: repeats(twice) });
}

/**
 * Reads a header and leaves the reader behind it. Any number of tips decodes: how many a block may have is a rule with a code of its own
 * (0607).
 * @throws as `decodeBlockHeader`
 */
export function readBlockHeader(reader: WireReader): BlockHeader {
  assertObject(reader, 'reader', ['u8', 'u64', 'bytes', 'fail']);
  const version = reader.u8();
  const height = reader.u64();
  const timestamp = reader.u64();
  const nonce = reader.u64();
  const extraNonce = reader.bytes(HASH_SIZE);
  const tips = reader.bytes(HASH_SIZE * reader.u8());
  refuseRepeated(reader, tips);
  const count = reader.u16();
  if (count > MAX_BLOCK_TRANSACTIONS) reader.fail(`${count} transactions, at most ${MAX_BLOCK_TRANSACTIONS}`, -2);
  const transactionHashes = reader.bytes(HASH_SIZE * count);
  refuseRepeated(reader, transactionHashes);
  const miner = reader.bytes(HASH_SIZE);
  if (reader.bool()) throw new TosError('TOS_NOT_SUPPORTED', { feature: 'VRF data in a block header' });
  return { version, height, timestamp, nonce, extraNonce, tips: hashesOf(tips), transactionHashes, miner };
}

/** The hashes that stand back to back in `bytes`: views, not copies. */
export function hashesOf(bytes: Uint8Array): Uint8Array[] {
  assertBytes(bytes, 'bytes');
  const count = bytes.length / HASH_SIZE;
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * HASH_SIZE, (i + 1) * HASH_SIZE));
}

function refuseRepeated(reader: WireReader, hashes: Uint8Array): void {
  const twice = repeatedHash(hashes);
  if (twice !== undefined) reader.fail(repeats(twice));
}

function repeats(index: number): string {
  return `hash ${index} of a list occurs twice`;
}
