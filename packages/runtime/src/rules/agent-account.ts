import { ErrorCode, u64FromHalves } from '@tos/protocol';
import {
  type Agent,
  type BlockOverlay,
  decodeAgent,
  domains,
  encodeAgent,
  encodeSessionKey,
  KEY_SIZE,
  type SessionKey,
  sessionKeyRef,
} from '@tos/state';
import { type PackedBatch, sourceAt } from '@tos/transaction';
import { AgentVariant, agentView } from '@tos/transaction/views';
import { defineRule } from '../define-rule.ts';
import { isSameKey, isZeroKey, keyAt } from '../keys.ts';
import { NO_REACH } from '../reach.ts';
import type { BlockContext, Rule } from '../rule.ts';
import { isExpired, sessionKeysOf } from '../session-keys.ts';
import { cellAt, TYPE_CELLS } from '../transaction-steps.ts';

const AGENT = TYPE_CELLS;
const POOL = TYPE_CELLS + 1; // of a transaction with an energy pool: the nonce of the pool's account, which must exist
const SESSION_KEY = TYPE_CELLS + 1; // of a transaction with a session key: the record of the key

const ACTIVE = 0;
const HIGHEST_STATUS = 1;
/**
 * Session keys of one account. Expired keys count until they are revoked, because each key of the account may have to be tried for a
 * signature, which takes 0.1 ms (docs/measurements.md §1). The original counts only keys that have not expired, so that it has no bound.
 */
const MAX_SESSION_KEYS = 1024;
/** Entries of the targets of a session key, and entries of its assets. */
const MAX_SESSION_KEY_ENTRIES = 64;

/** Makes the sender's account one that a program acts for, and sets the program's limits. Source: docs/protocol.md §5.4. */
export const agentAccountRule: Rule = defineRule({
  transferLike: null,
  reach: () => NO_REACH,

  isOwners(batch, i) {
    return agentView.variant(batch, i) !== AgentVariant.REGISTER;
  },

  access(batch, i, source, out) {
    const { overlay } = out;
    out.changeSigners(overlay.cellOf(domains.agent, source));
    if (namesSessionKey(batch, i)) out.exclusive(overlay.cell(sessionKeyRef(sourceAt(batch, i), keyIdOf(batch, i))));
    const pool = poolOf(batch, i);
    if (pool !== 0) out.read(overlay.nonceCell(overlay.intern(batch.bytes, pool)));
  },

  checkSigned(batch, i, context, overlay) {
    const record = overlay.record(cellAt(context.access, i, AGENT));
    if (agentView.variant(batch, i) === AgentVariant.REGISTER) {
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
      const isAdded = agentView.variant(batch, i) === AgentVariant.ADD_SESSION_KEY;
      overlay.setRecord(cellAt(access, i, SESSION_KEY), isAdded ? encodeSessionKey(addedSessionKey(batch, i)) : null);
    }
    return ErrorCode.OK;
  },
});

function checkRegistration(batch: PackedBatch, i: number, context: BlockContext, overlay: BlockOverlay): ErrorCode {
  const { bytes } = batch;
  const controller = agentView.controllerOffset(batch, i);
  // Everybody can sign for the key of zeros.
  if (isZeroKey(bytes, batch.source[i]!)) return ErrorCode.ACCOUNT_NOT_FOUND;
  if (isZeroKey(bytes, controller) || isSameKey(bytes, controller, batch.source[i]!)) return ErrorCode.INVALID_PAYLOAD;
  if (isZeroKey(bytes, agentView.policyHashOffset(batch, i))) return ErrorCode.ACCOUNT_NOT_FOUND;
  return checkPool(batch, i, keyAt(bytes, controller), context, overlay) || checkRoot(batch, i);
}

/** The checks of every variant but the registration. The code 0400 stands for all bad agent data. */
function checkChange(
  batch: PackedBatch,
  i: number,
  agent: Agent,
  context: BlockContext,
  overlay: BlockOverlay,
): ErrorCode {
  const { bytes } = batch;
  const accept = (isGood: boolean): ErrorCode => (isGood ? ErrorCode.OK : ErrorCode.ACCOUNT_NOT_FOUND);
  switch (agentView.variant(batch, i)) {
    case AgentVariant.UPDATE_POLICY:
      return accept(!isZeroKey(bytes, agentView.policyHashOffset(batch, i)));
    case AgentVariant.ROTATE_CONTROLLER: {
      const controller = agentView.controllerOffset(batch, i);
      const isRefused =
        isZeroKey(bytes, controller) ||
        isSameKey(bytes, controller, batch.source[i]!) ||
        isKey(agent.controller, bytes, controller);
      return isRefused ? ErrorCode.INVALID_PAYLOAD : ErrorCode.OK;
    }
    case AgentVariant.SET_STATUS:
      return accept(agentView.status(batch, i) <= HIGHEST_STATUS);
    case AgentVariant.SET_ENERGY_POOL:
      return checkPool(batch, i, agent.controller, context, overlay);
    case AgentVariant.SET_SESSION_KEY_ROOT:
      return checkRoot(batch, i) || accept(mayHaveRoot(batch, i, agent, context, overlay));
    case AgentVariant.ADD_SESSION_KEY: {
      const isNew = !overlay.exists(cellAt(context.access, i, SESSION_KEY));
      const hasRoom = agent.sessionKeyRoot === null && agent.sessionKeys.length < MAX_SESSION_KEYS;
      return accept(isNew && hasRoom && isSessionKeyGood(batch, i, agent, context, overlay));
    }
    default:
      return accept(overlay.exists(cellAt(context.access, i, SESSION_KEY)));
  }
}

/** Checks the energy pool: it is the account itself or its controller, and has an account. */
function checkPool(
  batch: PackedBatch,
  i: number,
  controller: Uint8Array,
  { access }: BlockContext,
  overlay: BlockOverlay,
): ErrorCode {
  const { bytes } = batch;
  const pool = agentView.energyPoolOffset(batch, i);
  if (pool === 0) return ErrorCode.OK;
  const isKnown = !isZeroKey(bytes, pool) && overlay.exists(cellAt(access, i, POOL));
  const isRelated = isSameKey(bytes, pool, batch.source[i]!) || isKey(controller, bytes, pool);
  return isKnown && isRelated ? ErrorCode.OK : ErrorCode.ACCOUNT_NOT_FOUND;
}

function checkRoot(batch: PackedBatch, i: number): ErrorCode {
  const root = agentView.sessionKeyRootOffset(batch, i);
  return root !== 0 && isZeroKey(batch.bytes, root) ? ErrorCode.ACCOUNT_NOT_FOUND : ErrorCode.OK;
}

/** Checks a session key root. It stands for keys that the chain does not know, and beside it no session key of the chain may sign. */
function mayHaveRoot(
  batch: PackedBatch,
  i: number,
  agent: Agent,
  { topoheight }: BlockContext,
  overlay: BlockOverlay,
): boolean {
  if (agentView.sessionKeyRootOffset(batch, i) === 0) return true;
  return sessionKeysOf(sourceAt(batch, i), agent, overlay).every((key) => isExpired(key, topoheight));
}

/** True for a session key that is not the key of zeros, has not expired, may spend something, and is not there under another id. */
function isSessionKeyGood(
  batch: PackedBatch,
  i: number,
  agent: Agent,
  { topoheight }: BlockContext,
  overlay: BlockOverlay,
): boolean {
  const { bytes } = batch;
  const key = agentView.sessionKeyOffset(batch, i);
  const added = addedSessionKey(batch, i);
  const fits = Math.max(added.targets.length, added.assets.length) <= MAX_SESSION_KEY_ENTRIES;
  // The asset of zeros is native TOS, and allowed; the target of zeros is nobody's account.
  const namesNobody = isZeroKey(bytes, key) || added.targets.some((target) => isZeroKey(target, 0));
  if (!fits || namesNobody || isExpired(added, topoheight) || added.maxValue === 0n) return false;
  return sessionKeysOf(sourceAt(batch, i), agent, overlay).every((other) => !isKey(other.key, bytes, key));
}

function registered(batch: PackedBatch, i: number): Agent {
  return {
    owner: keyAt(batch.bytes, batch.source[i]!),
    controller: keyAt(batch.bytes, agentView.controllerOffset(batch, i)),
    policyHash: keyAt(batch.bytes, agentView.policyHashOffset(batch, i)),
    status: ACTIVE,
    energyPool: optionalKeyAt(batch.bytes, agentView.energyPoolOffset(batch, i)),
    sessionKeyRoot: optionalKeyAt(batch.bytes, agentView.sessionKeyRootOffset(batch, i)),
    sessionKeys: [],
  };
}

function changed(batch: PackedBatch, i: number, agent: Agent): Agent {
  const { bytes } = batch;
  switch (agentView.variant(batch, i)) {
    case AgentVariant.UPDATE_POLICY:
      return { ...agent, policyHash: keyAt(bytes, agentView.policyHashOffset(batch, i)) };
    case AgentVariant.ROTATE_CONTROLLER:
      return { ...agent, controller: keyAt(bytes, agentView.controllerOffset(batch, i)), energyPool: keptPool(agent) };
    case AgentVariant.SET_STATUS:
      return { ...agent, status: agentView.status(batch, i) };
    case AgentVariant.SET_ENERGY_POOL:
      return { ...agent, energyPool: optionalKeyAt(bytes, agentView.energyPoolOffset(batch, i)) };
    case AgentVariant.SET_SESSION_KEY_ROOT:
      return { ...agent, sessionKeyRoot: optionalKeyAt(bytes, agentView.sessionKeyRootOffset(batch, i)) };
    case AgentVariant.ADD_SESSION_KEY:
      return { ...agent, sessionKeys: withId(agent.sessionKeys, keyIdOf(batch, i)) };
    default:
      return { ...agent, sessionKeys: agent.sessionKeys.filter((id) => id !== keyIdOf(batch, i)) };
  }
}

/** The energy pool after a change of the controller. A pool must be the account or its controller: a pool that was the old controller goes. */
function keptPool({ controller, energyPool }: Agent): Uint8Array | null {
  return energyPool !== null && isKey(controller, energyPool, 0) ? null : energyPool;
}

/** The ids and one more, ascending. */
function withId(ids: readonly bigint[], added: bigint): bigint[] {
  return [...ids.filter((id) => id < added), added, ...ids.filter((id) => id > added)];
}

function keyIdOf(batch: PackedBatch, i: number): bigint {
  return u64FromHalves(agentView.keyIdHigh(batch, i), agentView.keyIdLow(batch, i));
}

function addedSessionKey(batch: PackedBatch, i: number): SessionKey {
  const keys = (offset: number, count: number): Uint8Array[] =>
    Array.from({ length: count }, (_, k) => keyAt(batch.bytes, offset + KEY_SIZE * k));
  return {
    key: keyAt(batch.bytes, agentView.sessionKeyOffset(batch, i)),
    expiresAt: u64FromHalves(agentView.expiryHigh(batch, i), agentView.expiryLow(batch, i)),
    maxValue: u64FromHalves(agentView.maxValueHigh(batch, i), agentView.maxValueLow(batch, i)),
    targets: keys(agentView.targetsOffset(batch, i), agentView.targetCount(batch, i)),
    assets: keys(agentView.assetsOffset(batch, i), agentView.assetCount(batch, i)),
  };
}

function namesSessionKey(batch: PackedBatch, i: number): boolean {
  const variant = agentView.variant(batch, i);
  return variant === AgentVariant.ADD_SESSION_KEY || variant === AgentVariant.REVOKE_SESSION_KEY;
}

/** Offset of the energy pool's key, 0 if the transaction has no pool. */
function poolOf(batch: PackedBatch, i: number): number {
  const variant = agentView.variant(batch, i);
  const canName = variant === AgentVariant.REGISTER || variant === AgentVariant.SET_ENERGY_POOL;
  return canName ? agentView.energyPoolOffset(batch, i) : 0;
}

function optionalKeyAt(bytes: Uint8Array, offset: number): Uint8Array | null {
  return offset === 0 ? null : keyAt(bytes, offset);
}

function isKey(key: Uint8Array, bytes: Uint8Array, offset: number): boolean {
  return key.every((byte, k) => byte === bytes[offset + k]);
}
