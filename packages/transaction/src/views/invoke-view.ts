import { readU16, readU32 } from '../big-endian.ts';
import type { PackedBatch } from '../packed-batch.ts';
import { DEPOSIT_SIZE } from '../types/deposits.ts';

/** Offset of the contract's hash (32 bytes) in `batch.bytes`. Transaction i must be a call; its deposits: `DepositCursor`. */
export function contractOffset(batch: PackedBatch, i: number): number {
  return batch.payload[i]!;
}

/** Which entry of the contract, u16. */
export function entryId(batch: PackedBatch, i: number): number {
  return readU16(batch.bytes, behindDeposits(batch, i));
}

/** High half of the most gas that the call may use. */
export function maxGasHigh(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, behindDeposits(batch, i) + 2);
}

/** Low half of the most gas that the call may use. */
export function maxGasLow(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, behindDeposits(batch, i) + 6);
}

/** Parameters of the call, 0 to 255. */
export function parameterCount(batch: PackedBatch, i: number): number {
  return batch.bytes[behindDeposits(batch, i) + 10]!;
}

/** Offset of the first parameter, a value cell, in `batch.bytes`; the others follow without a gap. */
export function parametersOffset(batch: PackedBatch, i: number): number {
  return behindDeposits(batch, i) + 11;
}

function behindDeposits(batch: PackedBatch, i: number): number {
  const deposits = batch.payload[i]! + 32;
  return deposits + 1 + batch.bytes[deposits]! * DEPOSIT_SIZE;
}
