import { readU16, readU32 } from '../big-endian.ts';
import type { PackedBatch } from '../packed-batch.ts';
import { AgentVariant } from '../types/agent-account.ts';
import { optionalKeyOffset } from './optional-key-offset.ts';

/** Transaction i must be of type agent_account; the other views must be of its variant. */
export function variant(batch: PackedBatch, i: number): number {
  return batch.bytes[batch.payload[i]!]!;
}

/** register, rotate_controller: offset of the (new) controller's key (32 bytes) in `batch.bytes`. */
export function controllerOffset(batch: PackedBatch, i: number): number {
  return batch.payload[i]! + 1;
}

/** register, update_policy: offset of the policy's hash (32 bytes) in `batch.bytes`. */
export function policyHashOffset(batch: PackedBatch, i: number): number {
  return batch.payload[i]! + (variant(batch, i) === AgentVariant.REGISTER ? 33 : 1);
}

/** register, set_energy_pool: offset of the pool's key (32 bytes) in `batch.bytes`; 0 when there is none. */
export function energyPoolOffset(batch: PackedBatch, i: number): number {
  return optionalKeyOffset(batch.bytes, batch.payload[i]! + (variant(batch, i) === AgentVariant.REGISTER ? 65 : 1));
}

/** register, set_session_key_root: offset of the root (32 bytes) in `batch.bytes`; 0 when there is none. */
export function sessionKeyRootOffset(batch: PackedBatch, i: number): number {
  const payload = batch.payload[i]!;
  if (variant(batch, i) !== AgentVariant.REGISTER) return optionalKeyOffset(batch.bytes, payload + 1);
  return optionalKeyOffset(batch.bytes, payload + (batch.bytes[payload + 65] === 1 ? 98 : 66));
}

/** set_status: u8. */
export function status(batch: PackedBatch, i: number): number {
  return batch.bytes[batch.payload[i]! + 1]!;
}

/** add_session_key, revoke_session_key: high half of the key's id. */
export function keyIdHigh(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, batch.payload[i]! + 1);
}

/** add_session_key, revoke_session_key: low half of the key's id. */
export function keyIdLow(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, batch.payload[i]! + 5);
}

/** add_session_key: offset of the key (32 bytes) in `batch.bytes`. */
export function sessionKeyOffset(batch: PackedBatch, i: number): number {
  return batch.payload[i]! + 9;
}

/** add_session_key: high half of the topoheight at which the key expires. */
export function expiryHigh(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, batch.payload[i]! + 41);
}

/** add_session_key: low half of the topoheight at which the key expires. */
export function expiryLow(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, batch.payload[i]! + 45);
}

/** add_session_key: high half of the value that the key may spend in a window. */
export function maxValueHigh(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, batch.payload[i]! + 49);
}

/** add_session_key: low half of the value that the key may spend in a window. */
export function maxValueLow(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, batch.payload[i]! + 53);
}

/** add_session_key: allowed targets, 0 to 1024. */
export function targetCount(batch: PackedBatch, i: number): number {
  return readU16(batch.bytes, batch.payload[i]! + 57);
}

/** add_session_key: offset of the first allowed target's key in `batch.bytes`; the others follow, 32 bytes each. */
export function targetsOffset(batch: PackedBatch, i: number): number {
  return batch.payload[i]! + 59;
}

/** add_session_key: allowed assets, 0 to 1024. */
export function assetCount(batch: PackedBatch, i: number): number {
  return readU16(batch.bytes, assetsOffset(batch, i) - 2);
}

/** add_session_key: offset of the first allowed asset in `batch.bytes`; the others follow, 32 bytes each. */
export function assetsOffset(batch: PackedBatch, i: number): number {
  return targetsOffset(batch, i) + targetCount(batch, i) * 32 + 2;
}
