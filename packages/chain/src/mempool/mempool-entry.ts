import { bytesToHex } from '@tos/crypto';
import { Opcode, u64FromHalves } from '@tos/protocol';
import type { Topoheight } from '@tos/state';
import { type PackedBatch, type PackedRow, rowAt, sourceAt } from '@tos/transaction';
import { TransferCursor } from '@tos/transaction/views';
import { feeRateOf } from './fee-rate.ts';

/** A transaction that waits for a block: its decoded row, which is what blocks are built from, and what the mempool orders it by. */
export interface MempoolEntry extends PackedRow {
  /** Public key of the sender, 32 bytes. */
  readonly source: Uint8Array;
  /** The same in hex, by which the sender is found. */
  readonly sender: string;
  readonly nonce: bigint;
  /** Atomic units. */
  readonly fee: bigint;
  /** What blocks are filled by; see `feeRateOf`. */
  readonly feeRate: bigint;
  /** Topoheight of the block that the transaction names; Infinity for a u64 that is no safe integer. */
  readonly reference: Topoheight;
  /**
   * The accounts besides the sender's whose records the transaction can change, as public keys in hex; null where they are not known from the
   * wire, or where its evidence may take long to verify.
   */
  readonly reach: readonly string[] | null;
  /** Milliseconds since 1970. */
  readonly firstSeen: number;
  /** The place in the order of arrival, which a replacement takes over. */
  readonly arrival: number;
}

const cursor = new TransferCursor();

/** The entry of a transaction in a batch. It shares no memory with the batch. */
export function mempoolEntry(
  batch: PackedBatch,
  i: number,
  { firstSeen, arrival }: Pick<MempoolEntry, 'firstSeen' | 'arrival'>,
): MempoolEntry {
  const row = rowAt(batch, i);
  const source = new Uint8Array(sourceAt(batch, i));
  const fee = u64FromHalves(batch.feeHigh[i]!, batch.feeLow[i]!);
  const reference = Number(u64FromHalves(batch.referenceHigh[i]!, batch.referenceLow[i]!));
  return {
    ...row,
    source,
    sender: bytesToHex(source),
    nonce: u64FromHalves(batch.nonceHigh[i]!, batch.nonceLow[i]!),
    fee,
    feeRate: feeRateOf(fee, row.wire.length),
    reference: Number.isSafeInteger(reference) ? reference : Number.POSITIVE_INFINITY,
    reach: reachOf(batch, i),
    firstSeen,
    arrival,
  };
}

function reachOf(batch: PackedBatch, i: number): string[] | null {
  if (batch.multisigCount[i] !== 0) return null;
  if (batch.type[i] === Opcode.BURN) return [];
  if (batch.type[i] !== Opcode.TRANSFERS) return null;
  const reach = new Set<string>();
  cursor.start(batch, i);
  while (cursor.next()) {
    reach.add(bytesToHex(batch.bytes.subarray(cursor.destinationOffset, cursor.destinationOffset + 32)));
  }
  reach.delete(bytesToHex(sourceAt(batch, i)));
  return [...reach];
}
