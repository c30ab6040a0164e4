import { readU16, readU32 } from '../big-endian.ts';
import type { PackedBatch } from '../packed-batch.ts';
import { deposits } from '../types/deposits.ts';
import { invokeContractFields } from '../types/invoke-contract.ts';

const CONTRACT = invokeContractFields.offsetOf('contract');
const DEPOSITS = invokeContractFields.offsetOf('deposits');
// From the end of the deposits.
const ENTRY_ID = invokeContractFields.offsetOf('entryId');
const MAX_GAS = invokeContractFields.offsetOf('maxGas');
const PARAMETERS = invokeContractFields.offsetOf('parameters');

/** Offset of the contract's hash (32 bytes) in `batch.bytes`. Transaction i must be a call; its deposits: `DepositCursor`. */
export function contractOffset(batch: PackedBatch, i: number): number {
  return batch.payload[i]! + CONTRACT;
}

/** Which entry of the contract, u16. */
export function entryId(batch: PackedBatch, i: number): number {
  return readU16(batch.bytes, behindDeposits(batch, i) + ENTRY_ID);
}

/** High half of the most gas that the call may use. */
export function maxGasHigh(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, behindDeposits(batch, i) + MAX_GAS);
}

/** Low half of the most gas that the call may use. */
export function maxGasLow(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, behindDeposits(batch, i) + MAX_GAS + 4);
}

/** Number of parameters of the call, 0 to 255. */
export function parameterCount(batch: PackedBatch, i: number): number {
  return batch.bytes[behindDeposits(batch, i) + PARAMETERS]!;
}

/** Offset of the first parameter, a value cell, in `batch.bytes`; the others follow without a gap. */
export function parametersOffset(batch: PackedBatch, i: number): number {
  return behindDeposits(batch, i) + PARAMETERS + 1;
}

/** Offset of the count of deposits. */
export function depositsOffset(batch: PackedBatch, i: number): number {
  return batch.payload[i]! + DEPOSITS;
}

function behindDeposits(batch: PackedBatch, i: number): number {
  return deposits.endAt(batch.bytes, depositsOffset(batch, i));
}
