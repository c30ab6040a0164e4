import { readU32 } from '../big-endian.ts';
import type { PackedBatch } from '../packed-batch.ts';
import { constructorCall, constructorCallFields, MODULE_LENGTH_SIZE } from '../types/deploy-contract.ts';

// Behind the presence byte of the call.
const MAX_GAS = 1 + constructorCallFields.offsetOf('maxGas');
const DEPOSITS = 1 + constructorCallFields.offsetOf('deposits');

/** Offset of the module in `batch.bytes`. Transaction i must be a deployment; the deposits of its call: `DepositCursor`. */
export function moduleOffset(batch: PackedBatch, i: number): number {
  return batch.payload[i]! + MODULE_LENGTH_SIZE;
}

/** Number of bytes of the module. */
export function moduleLength(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, batch.payload[i]!);
}

/** True if the deployment calls the constructor. */
export function hasInvoke(batch: PackedBatch, i: number): boolean {
  return constructorCall.valueAt(batch.bytes, behindModule(batch, i)) !== 0;
}

/** High half of the most gas that the constructor may use; only with a call. */
export function maxGasHigh(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, behindModule(batch, i) + MAX_GAS);
}

/** Low half of the most gas that the constructor may use; only with a call. */
export function maxGasLow(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, behindModule(batch, i) + MAX_GAS + 4);
}

/** Offset of the count of deposits; only with a call. */
export function depositsOffset(batch: PackedBatch, i: number): number {
  return behindModule(batch, i) + DEPOSITS;
}

function behindModule(batch: PackedBatch, i: number): number {
  return moduleOffset(batch, i) + moduleLength(batch, i);
}
