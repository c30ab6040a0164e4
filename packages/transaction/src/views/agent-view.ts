import { readU32 } from '../big-endian.ts';
import type { PackedBatch } from '../packed-batch.ts';
import { AgentVariant, allowedKeys, newSessionKeyFields, optionalKey, registerFields } from '../types/agent-account.ts';

// The first byte is the variant. What the variants beside register change is the only field of each.
const FIRST_FIELD = 1;
const CONTROLLER = 1 + registerFields.offsetOf('controller');
const POLICY_HASH = 1 + registerFields.offsetOf('policyHash');
const ENERGY_POOL = 1 + registerFields.offsetOf('energyPool');
const KEY_ID = 1 + newSessionKeyFields.offsetOf('keyId');
const PUBLIC_KEY = 1 + newSessionKeyFields.offsetOf('publicKey');
const EXPIRY = 1 + newSessionKeyFields.offsetOf('expiryTopoheight');
const MAX_VALUE = 1 + newSessionKeyFields.offsetOf('maxValuePerWindow');
const TARGETS = 1 + newSessionKeyFields.offsetOf('allowedTargets');

/** Transaction i must be of type agent_account; the other views must be of its variant. */
export function variant(batch: PackedBatch, i: number): number {
  return batch.bytes[batch.payload[i]!]!;
}

/** register, rotate_controller: offset of the (new) controller's key (32 bytes) in `batch.bytes`. */
export function controllerOffset(batch: PackedBatch, i: number): number {
  return batch.payload[i]! + CONTROLLER;
}

/** register, update_policy: offset of the policy's hash (32 bytes) in `batch.bytes`. */
export function policyHashOffset(batch: PackedBatch, i: number): number {
  return batch.payload[i]! + (variant(batch, i) === AgentVariant.REGISTER ? POLICY_HASH : FIRST_FIELD);
}

/** register, set_energy_pool: offset of the pool's key (32 bytes) in `batch.bytes`; 0 when there is none. */
export function energyPoolOffset(batch: PackedBatch, i: number): number {
  const at = variant(batch, i) === AgentVariant.REGISTER ? ENERGY_POOL : FIRST_FIELD;
  return optionalKey.valueAt(batch.bytes, batch.payload[i]! + at);
}

/** register, set_session_key_root: offset of the root (32 bytes) in `batch.bytes`; 0 when there is none. */
export function sessionKeyRootOffset(batch: PackedBatch, i: number): number {
  const payload = batch.payload[i]!;
  if (variant(batch, i) !== AgentVariant.REGISTER) return optionalKey.valueAt(batch.bytes, payload + FIRST_FIELD);
  return optionalKey.valueAt(batch.bytes, optionalKey.endAt(batch.bytes, payload + ENERGY_POOL));
}

/** set_status: the new status, u8. */
export function status(batch: PackedBatch, i: number): number {
  return batch.bytes[batch.payload[i]! + FIRST_FIELD]!;
}

/** add_session_key, revoke_session_key: high half of the key's id. */
export function keyIdHigh(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, batch.payload[i]! + KEY_ID);
}

/** add_session_key, revoke_session_key: low half of the key's id. */
export function keyIdLow(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, batch.payload[i]! + KEY_ID + 4);
}

/** add_session_key: offset of the key (32 bytes) in `batch.bytes`. */
export function sessionKeyOffset(batch: PackedBatch, i: number): number {
  return batch.payload[i]! + PUBLIC_KEY;
}

/** add_session_key: high half of the topoheight at which the key expires. */
export function expiryHigh(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, batch.payload[i]! + EXPIRY);
}

/** add_session_key: low half of the topoheight at which the key expires. */
export function expiryLow(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, batch.payload[i]! + EXPIRY + 4);
}

/** add_session_key: high half of the most that one transaction may spend, in atomic units. */
export function maxValueHigh(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, batch.payload[i]! + MAX_VALUE);
}

/** add_session_key: low half of the most that one transaction may spend, in atomic units. */
export function maxValueLow(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, batch.payload[i]! + MAX_VALUE + 4);
}

/** add_session_key: number of allowed targets, 0 to 1,024. */
export function targetCount(batch: PackedBatch, i: number): number {
  return allowedKeys.countAt(batch.bytes, batch.payload[i]! + TARGETS);
}

/** add_session_key: offset of the first allowed target's key in `batch.bytes`; the others follow, 32 bytes each. */
export function targetsOffset(batch: PackedBatch, i: number): number {
  return batch.payload[i]! + TARGETS + allowedKeys.countSize;
}

/** add_session_key: number of allowed assets, 0 to 1,024. */
export function assetCount(batch: PackedBatch, i: number): number {
  return allowedKeys.countAt(batch.bytes, behindTargets(batch, i));
}

/** add_session_key: offset of the first allowed asset in `batch.bytes`; the others follow, 32 bytes each. */
export function assetsOffset(batch: PackedBatch, i: number): number {
  return behindTargets(batch, i) + allowedKeys.countSize;
}

function behindTargets(batch: PackedBatch, i: number): number {
  return allowedKeys.endAt(batch.bytes, batch.payload[i]! + TARGETS);
}
