import { assertBytes, assertInteger, assertObject, assertTypedArray, isBytes, TosError } from '@tos/protocol';

/**
 * Transactions as columns over one buffer. All offsets are in bytes from the start of `bytes`. Batches from `decodeBatch` and
 * `decodeSequence` have passed the strict decoder, so that readers of a column need no checks of their own.
 */
export interface PackedBatch {
  /** The wire bytes of all transactions, then the signing bytes of the transactions in whose wire they are not contiguous. */
  readonly bytes: Uint8Array;
  readonly count: number;
  /** Wire bytes of transaction i. */
  readonly offset: Uint32Array;
  readonly length: Uint32Array;
  /** Opcode. */
  readonly type: Uint8Array;
  readonly chainId: Uint8Array;
  /** The sender's key (32 bytes). */
  readonly source: Uint32Array;
  /** The payload, behind the opcode. */
  readonly payload: Uint32Array;
  readonly feeHigh: Uint32Array;
  readonly feeLow: Uint32Array;
  readonly feeType: Uint8Array;
  readonly nonceHigh: Uint32Array;
  readonly nonceLow: Uint32Array;
  /** The reference hash (32 bytes). */
  readonly reference: Uint32Array;
  /** Reference topoheight. */
  readonly referenceHigh: Uint32Array;
  readonly referenceLow: Uint32Array;
  /** 1 where the multisig field is there, else 0. A field that is there may hold no co-signatures. */
  readonly hasMultisig: Uint8Array;
  /** The first co-signature: id 1, signature 64. The next one is 65 bytes further. Without co-signatures, where the first would be. */
  readonly multisig: Uint32Array;
  /** Co-signatures, 0 to 255. */
  readonly multisigCount: Uint16Array;
  /** The owner's signature (64 bytes: s, then e). */
  readonly signature: Uint32Array;
  /** Signing bytes: fields 1-7 and 10-11 of docs/protocol.md §2.1. */
  readonly messageOffset: Uint32Array;
  readonly messageLength: Uint32Array;
  /** Transaction hashes, 32 bytes each. */
  readonly hash: Uint8Array;
}

// Offsets are u32, and the signing bytes that are appended have at most as many bytes as the wires.
const MAX_BATCH_BYTES = 2 ** 31 - 1;

/** A batch whose columns are still zero. @throws TOS_CAPACITY for more bytes than a column's offsets reach */
export function allocateBatch(bytes: Uint8Array, count: number): PackedBatch {
  if (bytes.length > MAX_BATCH_BYTES) {
    throw new TosError('TOS_CAPACITY', { what: 'wire bytes of a packed batch', limit: MAX_BATCH_BYTES });
  }
  const u32 = () => new Uint32Array(count);
  return {
    bytes,
    count,
    offset: u32(),
    length: u32(),
    type: new Uint8Array(count),
    chainId: new Uint8Array(count),
    source: u32(),
    payload: u32(),
    feeHigh: u32(),
    feeLow: u32(),
    feeType: new Uint8Array(count),
    nonceHigh: u32(),
    nonceLow: u32(),
    reference: u32(),
    referenceHigh: u32(),
    referenceLow: u32(),
    hasMultisig: new Uint8Array(count),
    multisig: u32(),
    multisigCount: new Uint16Array(count),
    signature: u32(),
    messageOffset: u32(),
    messageLength: u32(),
    hash: new Uint8Array(count * 32),
  };
}

/** The hash of transaction i: a view of 32 bytes, not a copy. @throws TOS_INVALID_ARGUMENT for an index outside the batch. */
export function hashAt(batch: PackedBatch, i: number): Uint8Array {
  assertIndex(batch, i);
  return batch.hash.subarray(i * 32, i * 32 + 32);
}

/** The wire bytes of transaction i: a view, not a copy. @throws TOS_INVALID_ARGUMENT for an index outside the batch. */
export function wireAt(batch: PackedBatch, i: number): Uint8Array {
  assertIndex(batch, i);
  return batch.bytes.subarray(batch.offset[i]!, batch.offset[i]! + batch.length[i]!);
}

/** The sender's key of transaction i: a view of 32 bytes, not a copy. @throws TOS_INVALID_ARGUMENT for an index outside the batch. */
export function sourceAt(batch: PackedBatch, i: number): Uint8Array {
  assertIndex(batch, i);
  return batch.bytes.subarray(batch.source[i]!, batch.source[i]! + 32);
}

/** The signing bytes of transaction i: a view, not a copy. @throws TOS_INVALID_ARGUMENT for an index outside the batch. */
export function messageAt(batch: PackedBatch, i: number): Uint8Array {
  assertIndex(batch, i);
  return batch.bytes.subarray(batch.messageOffset[i]!, batch.messageOffset[i]! + batch.messageLength[i]!);
}

/** @throws TOS_INVALID_ARGUMENT for an index outside the batch. */
export function assertIndex(batch: PackedBatch, i: number): void {
  // This runs for each transaction of a block: the wrong argument is searched for only after this quick test has failed.
  if (Number.isInteger(i) && i >= 0 && i < batch?.count && isBytes(batch.bytes) && isBytes(batch.hash)) return;
  assertBatch(batch);
  assertInteger(i, 'i', 0, batch.count - 1);
}

/** @throws TOS_INVALID_ARGUMENT unless the value has the columns of a batch, each with one entry per transaction */
export function assertBatch(batch: PackedBatch): void {
  assertObject(batch, 'batch');
  const { count } = batch;
  assertInteger(count, 'batch.count', 0);
  assertBytes(batch.bytes, 'batch.bytes');
  assertTypedArray(batch.hash, 'batch.hash', 'Uint8Array', 32 * count);
  assertTypedArray(batch.multisigCount, 'batch.multisigCount', 'Uint16Array', count);
  for (const name of U8_COLUMNS) assertTypedArray(batch[name], `batch.${name}`, 'Uint8Array', count);
  for (const name of U32_COLUMNS) assertTypedArray(batch[name], `batch.${name}`, 'Uint32Array', count);
}

const U8_COLUMNS = ['type', 'chainId', 'feeType', 'hasMultisig'] as const;
const U32_COLUMNS = [
  'offset',
  'length',
  'source',
  'payload',
  'feeHigh',
  'feeLow',
  'nonceHigh',
  'nonceLow',
  'reference',
  'referenceHigh',
  'referenceLow',
  'multisig',
  'signature',
  'messageOffset',
  'messageLength',
] as const;
