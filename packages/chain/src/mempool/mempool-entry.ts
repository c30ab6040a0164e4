import { u64FromHalves } from '@tos/protocol';
import { type PackedBatch, type PackedRow, rowAt, sourceAt } from '@tos/transaction';

/** A transaction that waits for a block: its decoded row, which is what blocks are built from, and what the mempool orders it by. */
export interface MempoolEntry extends PackedRow {
  /** Public key of the sender, 32 bytes. */
  readonly source: Uint8Array;
  readonly nonce: bigint;
  /** Atomic units. */
  readonly fee: bigint;
  /** Milliseconds since 1970. */
  readonly firstSeen: number;
}

/** The entry of the only transaction in a batch. It shares no memory with the batch. */
export function mempoolEntry(batch: PackedBatch, firstSeen: number): MempoolEntry {
  return {
    ...rowAt(batch, 0),
    source: new Uint8Array(sourceAt(batch, 0)),
    nonce: u64FromHalves(batch.nonceHigh[0]!, batch.nonceLow[0]!),
    fee: u64FromHalves(batch.feeHigh[0]!, batch.feeLow[0]!),
    firstSeen,
  };
}
