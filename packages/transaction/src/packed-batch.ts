import { assertBytes, assertInteger, assertObject, assertTypedArray, isBytes, TosError } from '@tos/protocol';

/**
 * Transactions as columns over one buffer. All offsets are in bytes from the start of `bytes`. What `decodeBatch` and
 * `decodeSequence` return has passed the strict decoder, so readers of a column need no checks of their own.
 */
export interface PackedBatch {
  /** The wire bytes of all transactions, then the signing bytes of those where they are not contiguous on the wire. */
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
  /** 1 where the multisig field is there, 0 where not; there with no co-signature at all is possible. */
  readonly hasMultisig: Uint8Array;
  /** The first co-signature: id 1, signature 64; the next is 65 bytes further. Without co-signatures: where they would begin. */
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

// Offsets are u32, and appended signing bytes can at most double the wire bytes.
const MAX_BATCH_BYTES = 2 ** 31 - 1;

/** A batch whose columns are still zero. @throws TOS_CAPACITY for more bytes than the columns can point into. */
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

/** The sender's key of transaction i: a view of 32 bytes, not a copy. @throws TOS_INVALID_ARGUMENT as above. */
export function sourceAt(batch: PackedBatch, i: number): Uint8Array {
  assertIndex(batch, i);
  return batch.bytes.subarray(batch.source[i]!, batch.source[i]! + 32);
}

/** The signing bytes of transaction i: a view, not a copy. @throws TOS_INVALID_ARGUMENT as above. */
export function messageAt(batch: PackedBatch, i: number): Uint8Array {
  assertIndex(batch, i);
  return batch.bytes.subarray(batch.messageOffset[i]!, batch.messageOffset[i]! + batch.messageLength[i]!);
}

/** @throws TOS_INVALID_ARGUMENT for an index outside the batch. */
export function assertIndex(batch: PackedBatch, i: number): void {
  // What is wrong is looked for only where something is: this is called for each transaction of a block.
  if (Number.isInteger(i) && i >= 0 && i < batch?.count && isBytes(batch.bytes) && isBytes(batch.hash)) return;
  assertBatch(batch);
  assertInteger(i, 'i', 0, batch.count - 1);
}

/** @throws TOS_INVALID_ARGUMENT unless the value has the columns of a batch, each with an entry a transaction. */
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
