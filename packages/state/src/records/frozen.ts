import { assertBytes } from '@tos/protocol';
import { domains, FROZEN_FIELDS, type RecordRef } from '../domain.ts';
import { KEY_SIZE } from './key-size.ts';
import { type RecordCodec, recordCodec } from './record-codec.ts';

/** TOS that an account froze for its own energy. Amounts are whole TOS. Source: docs/protocol.md §4.2. */
export interface Freeze {
  readonly amount: bigint;
  /** Energy that the freeze gave. Taking out a part of the amount takes the same part of the energy, rounded down. */
  readonly energy: bigint;
  /** Topoheight, as `unlocksAt` is. */
  readonly frozenAt: bigint;
  readonly unlocksAt: bigint;
  readonly days: number;
}

/** TOS that an account froze for the energy of others, by one transaction. */
export interface Delegation {
  readonly frozenAt: bigint;
  readonly unlocksAt: bigint;
  readonly days: number;
  readonly entries: readonly DelegationEntry[];
}

export interface DelegationEntry {
  /** Key of the account that got the energy, 32 bytes. */
  readonly delegatee: Uint8Array;
  readonly amount: bigint;
  readonly energy: bigint;
}

/** TOS that was unfrozen, and can be withdrawn from the topoheight `expiresAt` on. */
export interface PendingUnfreeze {
  readonly amount: bigint;
  readonly expiresAt: bigint;
}

/** All that an account has frozen, in whole TOS. */
export interface Frozen {
  /** What is frozen for itself and for others. */
  readonly total: bigint;
  readonly freezes: readonly Freeze[];
  readonly delegations: readonly Delegation[];
  readonly pending: readonly PendingUnfreeze[];
}

/** The content of the missing record of an account that froze nothing. */
export const NOTHING_FROZEN: Frozen = { total: 0n, freezes: [], delegations: [], pending: [] };

export function frozenRef(account: Uint8Array): RecordRef {
  assertBytes(account, 'account', KEY_SIZE);
  return { domain: domains.frozen, key: account };
}

const codec: RecordCodec<Frozen> = recordCodec('frozen', FROZEN_FIELDS);

/** @throws TOS_INVALID_ARGUMENT, TOS_U64_RANGE */
export function encodeFrozen(frozen: Frozen): Uint8Array {
  return codec.encode(frozen);
}

/** @throws TOS_STORAGE_CORRUPT */
export function decodeFrozen(bytes: Uint8Array): Frozen {
  return codec.decode(bytes);
}
