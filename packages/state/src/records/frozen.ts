import { assertBytes, assertObject } from '@tos/protocol';
import { domains, type RecordRef } from '../domain.ts';
import { KEY_SIZE } from '../records.ts';
import { RecordReader } from './record-reader.ts';
import { RecordWriter } from './record-writer.ts';

/** TOS that an account froze for its own energy. Amounts are whole TOS. Source: docs/protocol.md §4.2. */
export interface Freeze {
  readonly amount: bigint;
  /** What freezing gave. A part of the amount that is taken out takes its part of it along, rounded down. */
  readonly energy: bigint;
  /** Topoheights. */
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
  /** 32 bytes: who got the energy. */
  readonly delegatee: Uint8Array;
  readonly amount: bigint;
  readonly energy: bigint;
}

/** TOS that was unfrozen, and can be withdrawn from a topoheight on. */
export interface PendingUnfreeze {
  readonly amount: bigint;
  readonly expiresAt: bigint;
}

/** All that an account has frozen, in whole TOS. */
export interface Frozen {
  /** For itself and for others. */
  readonly total: bigint;
  readonly freezes: readonly Freeze[];
  readonly delegations: readonly Delegation[];
  readonly pending: readonly PendingUnfreeze[];
}

/** What an account without a record has. */
export const NOTHING_FROZEN: Frozen = { total: 0n, freezes: [], delegations: [], pending: [] };

export function frozenRef(account: Uint8Array): RecordRef {
  assertBytes(account, 'account', KEY_SIZE);
  return { domain: domains.frozen, key: account };
}

/** @throws TOS_U64_RANGE */
export function encodeFrozen(frozen: Frozen): Uint8Array {
  assertObject(frozen, 'frozen');
  const { total, freezes, delegations, pending } = frozen;
  const writer = new RecordWriter();
  writer.u64(total, 'total');
  writer.objects(freezes, 'freezes', ({ amount, energy, frozenAt, unlocksAt, days }) => {
    writer.u64(amount, 'amount');
    writer.u64(energy, 'energy');
    writer.u64(frozenAt, 'frozenAt');
    writer.u64(unlocksAt, 'unlocksAt');
    writer.u32(days, 'days');
  });
  writer.objects(delegations, 'delegations', ({ frozenAt, unlocksAt, days, entries }) => {
    writer.u64(frozenAt, 'frozenAt');
    writer.u64(unlocksAt, 'unlocksAt');
    writer.u32(days, 'days');
    writer.objects(entries, 'entries', ({ delegatee, amount, energy }) => {
      writer.key32(delegatee, 'delegatee');
      writer.u64(amount, 'amount');
      writer.u64(energy, 'energy');
    });
  });
  writer.objects(pending, 'pending', ({ amount, expiresAt }) => {
    writer.u64(amount, 'amount');
    writer.u64(expiresAt, 'expiresAt');
  });
  return writer.finish();
}

/** @throws TOS_STORAGE_CORRUPT */
export function decodeFrozen(bytes: Uint8Array): Frozen {
  const reader = new RecordReader(bytes, 'frozen');
  const frozen: Frozen = {
    total: reader.u64(),
    freezes: reader.list(() => ({
      amount: reader.u64(),
      energy: reader.u64(),
      frozenAt: reader.u64(),
      unlocksAt: reader.u64(),
      days: reader.u32(),
    })),
    delegations: reader.list(() => ({
      frozenAt: reader.u64(),
      unlocksAt: reader.u64(),
      days: reader.u32(),
      entries: reader.list(() => ({ delegatee: reader.key32(), amount: reader.u64(), energy: reader.u64() })),
    })),
    pending: reader.list(() => ({ amount: reader.u64(), expiresAt: reader.u64() })),
  };
  reader.end();
  return frozen;
}
