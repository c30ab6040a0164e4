import { assertBytes, assertObject, baseline, MAX_BLOCK_SIZE, type Profile, TosError } from '@tos/protocol';
import { compareBytes } from '@tos/state';
import { assertBatch, decodeSequence, type PackedBatch, WireReader, WireWriter, wireAt } from '@tos/transaction';
import { type BlockHeader, readBlockHeader, writeBlockHeader } from './block-header.ts';

/** A header and the transactions whose hashes the header lists, in the order of the header. */
export interface Block {
  readonly header: BlockHeader;
  readonly transactions: PackedBatch;
}

/**
 * The wire bytes of a block: header, then the transactions. `decodeBlock` accepts whatever this returns.
 * @throws TOS_INVALID_FORMAT for a block that `decodeBlock` would refuse; as `encodeBlockHeader` for its header
 */
export function encodeBlock(block: Block): Uint8Array {
  assertObject(block, 'block');
  const { header, transactions } = block;
  assertObject(header, 'block.header');
  assertBytes(header.transactionHashes, 'transactionHashes');
  assertBatch(transactions);
  assertHashes(header, transactions);
  const writer = new WireWriter();
  writeBlockHeader(writer, header);
  for (let i = 0; i < transactions.count; i++) writer.bytes(wireAt(transactions, i));
  const bytes = writer.finish();
  assertSize(bytes);
  return bytes;
}

/**
 * Decodes exactly one block, strictly.
 * @throws TOS_INVALID_FORMAT for anything else: more than MAX_BLOCK_SIZE bytes, bytes left over, other transactions than the header
 *   lists, a hash that occurs twice
 * @throws TOS_NOT_SUPPORTED for VRF data and for types that have no codec yet
 */
export function decodeBlock(bytes: Uint8Array, profile: Profile = baseline): Block {
  assertBytes(bytes, 'bytes');
  assertSize(bytes);
  const reader = new WireReader(bytes, 'block');
  const header = readBlockHeader(reader);
  const count = header.transactionHashes.length / 32;
  const { batch, end } = decodeSequence(bytes, reader.offset, count, profile);
  reader.offset = end;
  if (reader.remaining > 0) reader.fail(`${reader.remaining} bytes left over`);
  assertHashes(header, batch);
  return { header, transactions: batch };
}

function assertSize(bytes: Uint8Array): void {
  if (bytes.length > MAX_BLOCK_SIZE) throw invalid(`${bytes.length} bytes, at most ${MAX_BLOCK_SIZE}`);
}

function assertHashes(header: BlockHeader, transactions: PackedBatch): void {
  if (compareBytes(header.transactionHashes, transactions.hash) !== 0) {
    throw invalid('the header lists other transactions than the body has');
  }
}

function invalid(reason: string): TosError {
  return new TosError('TOS_INVALID_FORMAT', { what: 'block', reason });
}
