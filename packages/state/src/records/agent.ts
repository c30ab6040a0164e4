import { assertBytes, assertObject, assertU64 } from '@tos/protocol';
import { domains, type RecordRef } from '../domain.ts';
import { encodeU64Record, KEY_SIZE } from '../records.ts';
import { RecordReader } from './record-reader.ts';
import { RecordWriter } from './record-writer.ts';

/** An account that a program acts for. Keys and hashes have 32 bytes. Source: docs/protocol.md §4.1. */
export interface Agent {
  readonly owner: Uint8Array;
  readonly controller: Uint8Array;
  readonly policyHash: Uint8Array;
  readonly status: number;
  readonly energyPool: Uint8Array | null;
  readonly sessionKeyRoot: Uint8Array | null;
  /** Ids of its session keys, ascending: each has a record of its own. */
  readonly sessionKeys: readonly bigint[];
}

/** A key that may act for an agent account, within limits. */
export interface SessionKey {
  readonly key: Uint8Array;
  /** The first topoheight at which it signs no more. */
  readonly expiresAt: bigint;
  /** What one transaction may spend: atomic units, of all assets together. */
  readonly maxValue: bigint;
  /** The only receivers, and the only assets; empty: any. */
  readonly targets: readonly Uint8Array[];
  readonly assets: readonly Uint8Array[];
}

export function agentRef(account: Uint8Array): RecordRef {
  assertBytes(account, 'account', KEY_SIZE);
  return { domain: domains.agent, key: account };
}

/** @throws TOS_U64_RANGE */
export function sessionKeyRef(account: Uint8Array, keyId: bigint): RecordRef {
  assertBytes(account, 'account', KEY_SIZE);
  assertU64(keyId, 'keyId');
  const key = new Uint8Array(KEY_SIZE + 8);
  key.set(account);
  key.set(encodeU64Record(keyId), KEY_SIZE);
  return { domain: domains.sessionKey, key };
}

/** @throws TOS_U64_RANGE */
export function encodeAgent(agent: Agent): Uint8Array {
  assertObject(agent, 'agent');
  const writer = new RecordWriter();
  writer.key32(agent.owner, 'owner');
  writer.key32(agent.controller, 'controller');
  writer.key32(agent.policyHash, 'policyHash');
  writer.u8(agent.status, 'status');
  writer.option32(agent.energyPool, 'energyPool');
  writer.option32(agent.sessionKeyRoot, 'sessionKeyRoot');
  writer.list(agent.sessionKeys, 'sessionKeys', (id) => writer.u64(id, 'id'));
  return writer.finish();
}

/** @throws TOS_STORAGE_CORRUPT */
export function decodeAgent(bytes: Uint8Array): Agent {
  const reader = new RecordReader(bytes, 'agent');
  const agent: Agent = {
    owner: reader.key32(),
    controller: reader.key32(),
    policyHash: reader.key32(),
    status: reader.u8(),
    energyPool: reader.option32(),
    sessionKeyRoot: reader.option32(),
    sessionKeys: reader.list(() => reader.u64()),
  };
  reader.end();
  return agent;
}

/** @throws TOS_U64_RANGE */
export function encodeSessionKey(sessionKey: SessionKey): Uint8Array {
  assertObject(sessionKey, 'sessionKey');
  const { key, expiresAt, maxValue, targets, assets } = sessionKey;
  const writer = new RecordWriter();
  writer.key32(key, 'key');
  writer.u64(expiresAt, 'expiresAt');
  writer.u64(maxValue, 'maxValue');
  writer.list(targets, 'targets', (target) => writer.key32(target, 'target'));
  writer.list(assets, 'assets', (asset) => writer.key32(asset, 'asset'));
  return writer.finish();
}

/** @throws TOS_STORAGE_CORRUPT */
export function decodeSessionKey(bytes: Uint8Array): SessionKey {
  const reader = new RecordReader(bytes, 'sessionKey');
  const sessionKey: SessionKey = {
    key: reader.key32(),
    expiresAt: reader.u64(),
    maxValue: reader.u64(),
    targets: reader.list(() => reader.key32()),
    assets: reader.list(() => reader.key32()),
  };
  reader.end();
  return sessionKey;
}
