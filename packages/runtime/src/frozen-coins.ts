// What freezing does to an account's record, as plain arithmetic. Amounts are whole TOS, times are topoheights.
// Source: protocol.md §4.2, §5.4 "Energy arithmetic".
import { ErrorCode, U64_MAX } from '@tos/protocol';
import type { Delegation, DelegationEntry, Freeze, Frozen, PendingUnfreeze } from '@tos/state';

const ENERGY_PER_TOS_AND_DAY = 2n;
/** Days from unfreezing to withdrawing. */
const PENDING_DAYS = 14;
const MAX_FREEZES = 32;
/** Transactions that delegated: as many as freezes. */
const MAX_DELEGATIONS = 32;
const MAX_PENDING = 32;

/** When something happens, and how long a day is. */
export interface FreezeTime {
  readonly now: bigint;
  readonly blocksPerDay: number;
}

/** Which frozen coins are meant: one's own, or delegated ones, all or those of one delegatee; all records or one of them. */
export interface FrozenSelection {
  readonly fromDelegation: boolean;
  readonly delegatee: Uint8Array | null;
  /** Position in the list of freezes or delegations; one that is not there selects nothing. */
  readonly recordIndex: number | null;
}

/** At most 365 days of all coins: fits a u64. */
export function energyOf(amount: bigint, days: number): bigint {
  return amount * ENERGY_PER_TOS_AND_DAY * BigInt(days);
}

/** Freezes for oneself. Records of the same duration become one. */
export function freeze(frozen: Frozen, amount: bigint, days: number, time: FreezeTime): Frozen | ErrorCode {
  const unlocksAt = unlockAfter(days, time);
  const added: Freeze = { amount, energy: energyOf(amount, days), frozenAt: time.now, unlocksAt, days };
  const same = frozen.freezes.findIndex((record) => record.days === days);
  if (same === -1 && frozen.freezes.length >= MAX_FREEZES) return ErrorCode.INVALID_PAYLOAD;
  const freezes =
    same === -1 ? [...frozen.freezes, added] : frozen.freezes.with(same, merged(frozen.freezes[same]!, added));
  const total = frozen.total + amount;
  if (total > U64_MAX || freezes.some((record) => record.amount > U64_MAX || record.energy > U64_MAX)) {
    return ErrorCode.OVERFLOW;
  }
  return { ...frozen, total, freezes };
}

/** Freezes for others, as one record. */
export function delegate(
  frozen: Frozen,
  entries: readonly DelegationEntry[],
  days: number,
  time: FreezeTime,
): Frozen | ErrorCode {
  if (frozen.delegations.length >= MAX_DELEGATIONS) return ErrorCode.INVALID_PAYLOAD;
  const total = entries.reduce((sum, { amount }) => sum + amount, frozen.total);
  if (total > U64_MAX) return ErrorCode.OVERFLOW;
  const added: Delegation = { frozenAt: time.now, unlocksAt: unlockAfter(days, time), days, entries };
  return { ...frozen, total, delegations: [...frozen.delegations, added] };
}

/** Takes unlocked coins out of the selected records, oldest first, and lets them wait. The energy that they gave stays. */
export function unfreeze(
  frozen: Frozen,
  amount: bigint,
  selection: FrozenSelection,
  time: FreezeTime,
): Frozen | ErrorCode {
  const records = selection.fromDelegation ? frozen.delegations : frozen.freezes;
  const isSelected = (_: unknown, index: number): boolean =>
    selection.recordIndex === null || selection.recordIndex === index;
  const selected = records.filter(isSelected);
  const held = (list: readonly (Freeze | Delegation)[]): bigint =>
    list.reduce((sum, record) => sum + amountIn(record, selection.delegatee), 0n);
  if (held(selected) < amount || frozen.total < amount) return ErrorCode.INSUFFICIENT_FROZEN;
  // Enough, but still locked: the protocol gives this no code of its own.
  if (held(selected.filter(({ unlocksAt }) => unlocksAt <= time.now)) < amount) return ErrorCode.UNKNOWN;
  if (frozen.pending.length >= MAX_PENDING) return ErrorCode.INVALID_PAYLOAD;

  let left = amount;
  const take = <T extends Freeze | DelegationEntry>(from: T): T => {
    const rest = from.amount > left ? from.amount - left : 0n;
    left -= from.amount - rest;
    return { ...from, amount: rest };
  };
  const isOpen = (record: Freeze | Delegation, index: number): boolean =>
    record.unlocksAt <= time.now && isSelected(record, index);
  const freezes = selection.fromDelegation
    ? frozen.freezes
    : frozen.freezes.map((record, index) => (isOpen(record, index) ? take(record) : record)).filter(isNotEmpty);
  const delegations = selection.fromDelegation
    ? frozen.delegations
        .map((record, index) => {
          if (!isOpen(record, index)) return record;
          const entries = record.entries.map((entry) => (isOf(entry, selection.delegatee) ? take(entry) : entry));
          return { ...record, entries: entries.filter(isNotEmpty) };
        })
        .filter(({ entries }) => entries.length > 0)
    : frozen.delegations;
  const expiresAt = unlockAfter(PENDING_DAYS, time);
  return {
    total: frozen.total - amount,
    freezes,
    delegations,
    pending: [...frozen.pending, { amount, expiresAt }],
  };
}

/** Takes out all that has waited long enough. @returns what is left, and the whole TOS that came out */
export function withdraw(frozen: Frozen, now: bigint): { readonly frozen: Frozen; readonly amount: bigint } {
  const isExpired = ({ expiresAt }: PendingUnfreeze): boolean => expiresAt <= now;
  const amount = frozen.pending.filter(isExpired).reduce((sum, one) => sum + one.amount, 0n);
  return { frozen: { ...frozen, pending: frozen.pending.filter((one) => !isExpired(one)) }, amount };
}

function unlockAfter(days: number, { now, blocksPerDay }: FreezeTime): bigint {
  return now + BigInt(days * blocksPerDay);
}

function merged(old: Freeze, added: Freeze): Freeze {
  const later = old.unlocksAt > added.unlocksAt ? old : added;
  return {
    ...old,
    amount: old.amount + added.amount,
    energy: old.energy + added.energy,
    unlocksAt: later.unlocksAt,
  };
}

function amountIn(record: Freeze | Delegation, delegatee: Uint8Array | null): bigint {
  if (!('entries' in record)) return record.amount;
  return record.entries.reduce((sum, entry) => (isOf(entry, delegatee) ? sum + entry.amount : sum), 0n);
}

function isOf(entry: DelegationEntry, delegatee: Uint8Array | null): boolean {
  return delegatee === null || entry.delegatee.every((byte, k) => byte === delegatee[k]);
}

function isNotEmpty({ amount }: Freeze | DelegationEntry): boolean {
  return amount > 0n;
}
