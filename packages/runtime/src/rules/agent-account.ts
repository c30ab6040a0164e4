import { ErrorCode, u64FromHalves } from '@tos/protocol';
import {
  type Agent,
  type BlockOverlay,
  decodeAgent,
  domains,
  encodeAgent,
  encodeSessionKey,
  KEY_SIZE,
  sessionKeyRef,
} from '@tos/state';
import {
  AgentVariant,
  agentAssetCount,
  agentAssetsOffset,
  agentControllerOffset,
  agentEnergyPoolOffset,
  agentExpiryHigh,
  agentExpiryLow,
  agentKeyIdHigh,
  agentKeyIdLow,
  agentMaxValueHigh,
  agentMaxValueLow,
  agentPolicyHashOffset,
  agentSessionKeyOffset,
  agentSessionKeyRootOffset,
  agentStatus,
  agentTargetCount,
  agentTargetsOffset,
  agentVariant,
  type PackedBatch,
  sourceAt,
} from '@tos/transaction';
import { defineRule } from '../define-rule.ts';
import { isSameKey, isZeroKey, keyAt } from '../keys.ts';
import type { BlockContext, Rule } from '../rule.ts';
import { cellAt, TYPE_CELLS } from '../transaction-steps.ts';

const AGENT = TYPE_CELLS;
const POOL = TYPE_CELLS + 1; // where an energy pool is named: the nonce of that account, which must exist
const SESSION_KEY = TYPE_CELLS + 1; // where a session key is named

const ACTIVE = 0;
const HIGHEST_STATUS = 1;
const MAX_SESSION_KEYS = 1024;
/** Of targets, and of assets. */
const MAX_SESSION_KEY_ENTRIES = 64;

/** Makes the sender's account one that a program acts for, and says within which limits. Source: protocol.md §5.4. */
export const agentAccountRule: Rule = defineRule({
  transferLike: null,

  access(batch, i, source, out) {
    const { overlay } = out;
    out.exclusive(overlay.cellOf(domains.agent, source));
    if (namesSessionKey(batch, i)) {
      const keyId = u64FromHalves(agentKeyIdHigh(batch, i), agentKeyIdLow(batch, i));
      out.exclusive(overlay.cell(sessionKeyRef(sourceAt(batch, i), keyId)));
    }
    const pool = poolOf(batch, i);
    if (pool !== 0) out.read(overlay.nonceCell(overlay.intern(batch.bytes, pool)));
  },

  checkSigned(batch, i, context, overlay) {
    const record = overlay.record(cellAt(context.access, i, AGENT));
    if (agentVariant(batch, i) === AgentVariant.REGISTER) {
      return record === null ? checkRegistration(batch, i, context, overlay) : ErrorCode.ACCOUNT_EXISTS;
    }
    return record === null ? ErrorCode.ACCOUNT_NOT_FOUND : checkChange(batch, i, decodeAgent(record), context, overlay);
  },

  apply(batch, i, { access }, overlay) {
    const cell = cellAt(access, i, AGENT);
    const record = overlay.record(cell);
    const before = record === null ? undefined : decodeAgent(record);
    overlay.setRecord(cell, encodeAgent(before === undefined ? registered(batch, i) : changed(batch, i, before)));
    if (namesSessionKey(batch, i)) {
      const isAdded = agentVariant(batch, i) === AgentVariant.ADD_SESSION_KEY;
      overlay.setRecord(cellAt(access, i, SESSION_KEY), isAdded ? sessionKeyOf(batch, i) : null);
    }
    return ErrorCode.OK;
  },
});

function checkRegistration(batch: PackedBatch, i: number, context: BlockContext, overlay: BlockOverlay): ErrorCode {
  const { bytes } = batch;
  const controller = agentControllerOffset(batch, i);
  if (isZeroKey(bytes, controller) || isSameKey(bytes, controller, batch.source[i]!)) return ErrorCode.INVALID_PAYLOAD;
  if (isZeroKey(bytes, agentPolicyHashOffset(batch, i))) return ErrorCode.ACCOUNT_NOT_FOUND;
  return checkPool(batch, i, keyAt(bytes, controller), context, overlay) || checkRoot(batch, i);
}

/** Steps of every variant but the registration. 0400 stands for all bad agent data. */
function checkChange(
  batch: PackedBatch,
  i: number,
  agent: Agent,
  context: BlockContext,
  overlay: BlockOverlay,
): ErrorCode {
  const { bytes } = batch;
  const accept = (isGood: boolean): ErrorCode => (isGood ? ErrorCode.OK : ErrorCode.ACCOUNT_NOT_FOUND);
  switch (agentVariant(batch, i)) {
    case AgentVariant.UPDATE_POLICY:
      return accept(!isZeroKey(bytes, agentPolicyHashOffset(batch, i)));
    case AgentVariant.ROTATE_CONTROLLER: {
      const controller = agentControllerOffset(batch, i);
      const isRefused =
        isZeroKey(bytes, controller) ||
        isSameKey(bytes, controller, batch.source[i]!) ||
        isKey(agent.controller, bytes, controller);
      return isRefused ? ErrorCode.INVALID_PAYLOAD : ErrorCode.OK;
    }
    case AgentVariant.SET_STATUS:
      return accept(agentStatus(batch, i) <= HIGHEST_STATUS);
    case AgentVariant.SET_ENERGY_POOL:
      return checkPool(batch, i, agent.controller, context, overlay);
    case AgentVariant.SET_SESSION_KEY_ROOT:
      return checkRoot(batch, i);
    case AgentVariant.ADD_SESSION_KEY: {
      const fits =
        agentTargetCount(batch, i) <= MAX_SESSION_KEY_ENTRIES && agentAssetCount(batch, i) <= MAX_SESSION_KEY_ENTRIES;
      const isNew = !overlay.exists(cellAt(context.access, i, SESSION_KEY));
      return accept(fits && isNew && agent.sessionKeys < MAX_SESSION_KEYS);
    }
    default:
      return accept(overlay.exists(cellAt(context.access, i, SESSION_KEY)));
  }
}

/** An energy pool is the account itself or its controller, and has an account. */
function checkPool(
  batch: PackedBatch,
  i: number,
  controller: Uint8Array,
  { access }: BlockContext,
  overlay: BlockOverlay,
): ErrorCode {
  const { bytes } = batch;
  const pool = agentEnergyPoolOffset(batch, i);
  if (pool === 0) return ErrorCode.OK;
  const isKnown = !isZeroKey(bytes, pool) && overlay.exists(cellAt(access, i, POOL));
  const isRelated = isSameKey(bytes, pool, batch.source[i]!) || isKey(controller, bytes, pool);
  return isKnown && isRelated ? ErrorCode.OK : ErrorCode.ACCOUNT_NOT_FOUND;
}

function checkRoot(batch: PackedBatch, i: number): ErrorCode {
  const root = agentSessionKeyRootOffset(batch, i);
  return root !== 0 && isZeroKey(batch.bytes, root) ? ErrorCode.ACCOUNT_NOT_FOUND : ErrorCode.OK;
}

function registered(batch: PackedBatch, i: number): Agent {
  return {
    owner: keyAt(batch.bytes, batch.source[i]!),
    controller: keyAt(batch.bytes, agentControllerOffset(batch, i)),
    policyHash: keyAt(batch.bytes, agentPolicyHashOffset(batch, i)),
    status: ACTIVE,
    energyPool: optionalKeyAt(batch.bytes, agentEnergyPoolOffset(batch, i)),
    sessionKeyRoot: optionalKeyAt(batch.bytes, agentSessionKeyRootOffset(batch, i)),
    sessionKeys: 0,
  };
}

function changed(batch: PackedBatch, i: number, agent: Agent): Agent {
  const { bytes } = batch;
  switch (agentVariant(batch, i)) {
    case AgentVariant.UPDATE_POLICY:
      return { ...agent, policyHash: keyAt(bytes, agentPolicyHashOffset(batch, i)) };
    case AgentVariant.ROTATE_CONTROLLER:
      return { ...agent, controller: keyAt(bytes, agentControllerOffset(batch, i)) };
    case AgentVariant.SET_STATUS:
      return { ...agent, status: agentStatus(batch, i) };
    case AgentVariant.SET_ENERGY_POOL:
      return { ...agent, energyPool: optionalKeyAt(bytes, agentEnergyPoolOffset(batch, i)) };
    case AgentVariant.SET_SESSION_KEY_ROOT:
      return { ...agent, sessionKeyRoot: optionalKeyAt(bytes, agentSessionKeyRootOffset(batch, i)) };
    case AgentVariant.ADD_SESSION_KEY:
      return { ...agent, sessionKeys: agent.sessionKeys + 1 };
    default:
      return { ...agent, sessionKeys: agent.sessionKeys - 1 };
  }
}

function sessionKeyOf(batch: PackedBatch, i: number): Uint8Array {
  const keys = (offset: number, count: number): Uint8Array[] =>
    Array.from({ length: count }, (_, k) => keyAt(batch.bytes, offset + KEY_SIZE * k));
  return encodeSessionKey({
    key: keyAt(batch.bytes, agentSessionKeyOffset(batch, i)),
    expiresAt: u64FromHalves(agentExpiryHigh(batch, i), agentExpiryLow(batch, i)),
    maxValue: u64FromHalves(agentMaxValueHigh(batch, i), agentMaxValueLow(batch, i)),
    targets: keys(agentTargetsOffset(batch, i), agentTargetCount(batch, i)),
    assets: keys(agentAssetsOffset(batch, i), agentAssetCount(batch, i)),
  });
}

function namesSessionKey(batch: PackedBatch, i: number): boolean {
  const variant = agentVariant(batch, i);
  return variant === AgentVariant.ADD_SESSION_KEY || variant === AgentVariant.REVOKE_SESSION_KEY;
}

/** Offset of the energy pool's key, 0 where the transaction names none. */
function poolOf(batch: PackedBatch, i: number): number {
  const variant = agentVariant(batch, i);
  const canName = variant === AgentVariant.REGISTER || variant === AgentVariant.SET_ENERGY_POOL;
  return canName ? agentEnergyPoolOffset(batch, i) : 0;
}

function optionalKeyAt(bytes: Uint8Array, offset: number): Uint8Array | null {
  return offset === 0 ? null : keyAt(bytes, offset);
}

function isKey(key: Uint8Array, bytes: Uint8Array, offset: number): boolean {
  return key.every((byte, k) => byte === bytes[offset + k]);
}
