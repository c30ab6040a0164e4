import { U64_MAX, u64FromHalves, u64High, u64Low } from '@tos/protocol';
import type { BlockOverlay, CellId } from '@tos/state';
import type { PackedBatch } from '@tos/transaction';

// The harness's simplified types neither overflow nor overdraw: their arithmetic stops at 0 and at the largest u64.

/** Credits an amount, or the part of it that fits a u64. */
export function addSaturating(overlay: BlockOverlay, cell: CellId, amount: bigint): void {
  const room = U64_MAX - overlay.u64(cell);
  const added = amount < room ? amount : room;
  overlay.add(cell, u64High(added), u64Low(added));
}

/** Debits an amount, or the whole balance when that is less. */
export function subSaturating(overlay: BlockOverlay, cell: CellId, amount: bigint): void {
  const held = overlay.u64(cell);
  const taken = amount < held ? amount : held;
  overlay.sub(cell, u64High(taken), u64Low(taken));
}

/** The fee of transaction i, in the unit of its fee type. */
export function feeOf(batch: PackedBatch, i: number): bigint {
  return u64FromHalves(batch.feeHigh[i]!, batch.feeLow[i]!);
}

/** The value, or the largest u64 when that is less. */
export function saturated(value: bigint): bigint {
  return value > U64_MAX ? U64_MAX : value;
}
