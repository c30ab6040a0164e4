import { domains, type RecordRef } from '../domain.ts';
import { encodeU64Record, KEY_SIZE } from '../records.ts';
import { RecordReader } from './record-reader.ts';
import { RecordWriter } from './record-writer.ts';

/** An account that a program acts for. Keys and hashes have 32 bytes. Source: protocol.md §4.1. */
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
  return { domain: domains.agent, key: account };
}

/** @throws TOS_U64_RANGE */
export function sessionKeyRef(account: Uint8Array, keyId: bigint): RecordRef {
  const key = new Uint8Array(KEY_SIZE + 8);
  key.set(account);
  key.set(encodeU64Record(keyId), KEY_SIZE);
  return { domain: domains.sessionKey, key };
}

/** @throws TOS_U64_RANGE */
export function encodeAgent(agent: Agent): Uint8Array {
  const writer = new RecordWriter();
  writer.bytes(agent.owner);
  writer.bytes(agent.controller);
  writer.bytes(agent.policyHash);
  writer.u8(agent.status);
  writer.option32(agent.energyPool);
  writer.option32(agent.sessionKeyRoot);
  writer.list(agent.sessionKeys, (id) => writer.u64(id));
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
export function encodeSessionKey({ key, expiresAt, maxValue, targets, assets }: SessionKey): Uint8Array {
  const writer = new RecordWriter();
  writer.bytes(key);
  writer.u64(expiresAt);
  writer.u64(maxValue);
  writer.list(targets, (target) => writer.bytes(target));
  writer.list(assets, (asset) => writer.bytes(asset));
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
