import { assertBytes, assertU64 } from '@tos/protocol';
import { AGENT_FIELDS, domains, type RecordRef, SESSION_KEY_FIELDS } from '../domain.ts';
import { KEY_SIZE } from './key-size.ts';
import { type RecordCodec, recordCodec } from './record-codec.ts';
import { encodeU64Record } from './u64-record.ts';

/** An account that a program acts for. Keys and hashes have 32 bytes. Source: docs/protocol.md §4.1. */
export interface Agent {
  readonly owner: Uint8Array;
  readonly controller: Uint8Array;
  readonly policyHash: Uint8Array;
  readonly status: number;
  readonly energyPool: Uint8Array | null;
  readonly sessionKeyRoot: Uint8Array | null;
  /** Ids of the account's session keys, ascending. Each session key has a record of its own. */
  readonly sessionKeys: readonly bigint[];
}

/** A key that may sign for an agent account, within limits. */
export interface SessionKey {
  readonly key: Uint8Array;
  /** The first topoheight at which the key may sign no more. */
  readonly expiresAt: bigint;
  /** The most that one transaction may spend, in atomic units of all assets together. */
  readonly maxValue: bigint;
  /** The receivers to whom the key may send; if the list is empty, to any. The same holds for `assets`. */
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

const agentCodec: RecordCodec<Agent> = recordCodec('agent', AGENT_FIELDS);
const sessionKeyCodec: RecordCodec<SessionKey> = recordCodec('sessionKey', SESSION_KEY_FIELDS);

/** @throws TOS_INVALID_ARGUMENT, TOS_U64_RANGE */
export function encodeAgent(agent: Agent): Uint8Array {
  return agentCodec.encode(agent);
}

/** @throws TOS_STORAGE_CORRUPT */
export function decodeAgent(bytes: Uint8Array): Agent {
  return agentCodec.decode(bytes);
}

/** @throws TOS_INVALID_ARGUMENT, TOS_U64_RANGE */
export function encodeSessionKey(sessionKey: SessionKey): Uint8Array {
  return sessionKeyCodec.encode(sessionKey);
}

/** @throws TOS_STORAGE_CORRUPT */
export function decodeSessionKey(bytes: Uint8Array): SessionKey {
  return sessionKeyCodec.decode(bytes);
}
