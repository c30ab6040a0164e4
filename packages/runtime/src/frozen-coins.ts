// The effects of freezing on an account's record, as plain arithmetic. Amounts are whole TOS, times are topoheights.
// Source: docs/protocol.md §4.2, §5.4 "Energy arithmetic".
import { ErrorCode, U64_MAX } from '@tos/protocol';
import {
  compareBytes,
  type Delegation,
  type DelegationEntry,
  type Freeze,
  type Frozen,
  type PendingUnfreeze,
} from '@tos/state';

const ENERGY_PER_TOS_AND_DAY = 2n;
/** Days between unfreezing and withdrawing. */
const PENDING_DAYS = 14;
/** The most freezes and delegations together that an account may have. */
const MAX_RECORDS = 32;
const MAX_PENDING = 32;

/** The topoheight of a change, and the length of a day in blocks. */
export interface FreezeTime {
  readonly now: bigint;
  readonly blocksPerDay: number;
}

/** The delegated coins that a transaction names. */
export interface DelegationSelection {
  /** Key, 32 bytes. Null is refused if the delegation has several delegatees. */
  readonly delegatee: Uint8Array | null;
  /** Index in the list of delegations. Null is refused if there are several. */
  readonly recordIndex: number | null;
}

/** The result of a freeze: the record, and what the freeze took and gave besides. */
export interface FreezeResult {
  readonly frozen: Frozen;
  /** New energy, for the coins that came from the balance. Coins of ended freezes gave theirs before. */
  readonly energy: bigint;
}

/** The energy of an amount. 365 days of all coins fit a u64. */
export function energyOf(amount: bigint, days: number): bigint {
  return amount * ENERGY_PER_TOS_AND_DAY * BigInt(days);
}

/** The part of a freeze that the balance must pay: coins of ended freezes are used first. */
export function amountFromBalance({ freezes }: Frozen, amount: bigint, now: bigint): bigint {
  const ended = sumOf(freezes.filter((record) => isOpen(record, now)));
  return amount > ended ? amount - ended : 0n;
}

/** Freezes for the account itself. Coins of ended freezes are used first, the oldest first; freezes of the same duration become one. */
export function freeze(frozen: Frozen, amount: bigint, days: number, time: FreezeTime): FreezeResult | ErrorCode {
  const fromBalance = amountFromBalance(frozen, amount, time.now);
  const reused = amount - fromBalance;
  const { rest, energy: reusedEnergy } = taken(frozen.freezes, reused, time.now);
  const energy = energyOf(fromBalance, days);
  const added: Freeze = {
    amount,
    energy: reusedEnergy + energy,
    frozenAt: time.now,
    unlocksAt: unlockAfter(days, time),
    days,
  };
  const same = rest.findIndex((record) => record.days === days);
  if (same === -1 && rest.length + frozen.delegations.length >= MAX_RECORDS) return ErrorCode.INVALID_PAYLOAD;
  const freezes = same === -1 ? [...rest, added] : rest.with(same, merged(rest[same]!, added));
  const total = lessened(frozen.total, reused) + amount;
  if (total > U64_MAX || freezes.some((record) => record.amount > U64_MAX || record.energy > U64_MAX)) {
    return ErrorCode.OVERFLOW;
  }
  return { frozen: { ...frozen, total, freezes }, energy };
}

/** Freezes for others, as one delegation. The balance pays all of it. */
export function delegate(
  frozen: Frozen,
  entries: readonly DelegationEntry[],
  days: number,
  time: FreezeTime,
): Frozen | ErrorCode {
  if (frozen.freezes.length + frozen.delegations.length >= MAX_RECORDS) return ErrorCode.INVALID_PAYLOAD;
  const total = frozen.total + sumOf(entries);
  if (total > U64_MAX) return ErrorCode.OVERFLOW;
  const added: Delegation = { frozenAt: time.now, unlocksAt: unlockAfter(days, time), days, entries };
  return { ...frozen, total, delegations: [...frozen.delegations, added] };
}

/**
 * Takes unlocked coins out of the account's own freezes, the oldest first or those of one freeze, and lets them wait. The account keeps the
 * energy that they gave. The freezes decide what there is to take; the total only stops at 0.
 * @param recordIndex index in the list of freezes, or null for the oldest
 */
export function unfreeze(
  frozen: Frozen,
  amount: bigint,
  recordIndex: number | null,
  time: FreezeTime,
): Frozen | ErrorCode {
  const { freezes } = frozen;
  if (sumOf(freezes) < amount) return ErrorCode.INSUFFICIENT_FROZEN;
  if (frozen.pending.length >= MAX_PENDING) return ErrorCode.INVALID_PAYLOAD;
  if (recordIndex === null) {
    const { rest, missing } = taken(freezes, amount, time.now);
    // There are enough coins, but they are locked: the protocol has no code of its own for this.
    return missing > 0n ? ErrorCode.UNKNOWN : pended({ ...frozen, freezes: rest }, amount, time);
  }
  const record = freezes[recordIndex];
  if (record === undefined) return ErrorCode.INVALID_PAYLOAD;
  if (!isOpen(record, time.now) || record.amount < amount) return ErrorCode.UNKNOWN;
  return pended({ ...frozen, freezes: replaced(freezes, recordIndex, without(record, amount)) }, amount, time);
}

/** Takes unlocked coins out of one entry of one delegation, and lets them wait. The delegatee keeps the energy. */
export function unfreezeDelegated(
  frozen: Frozen,
  amount: bigint,
  { delegatee, recordIndex }: DelegationSelection,
  time: FreezeTime,
): Frozen | ErrorCode {
  const { delegations, pending } = frozen;
  if (recordIndex === null && delegations.length > 1) return ErrorCode.INVALID_PAYLOAD;
  const index = recordIndex ?? 0;
  const record = delegations[index];
  if (record === undefined || pending.length >= MAX_PENDING) return ErrorCode.INVALID_PAYLOAD;
  if (delegatee === null && record.entries.length > 1) return ErrorCode.INVALID_PAYLOAD;
  if (!isOpen(record, time.now)) return ErrorCode.UNKNOWN;
  const at =
    delegatee === null ? 0 : record.entries.findIndex((entry) => compareBytes(entry.delegatee, delegatee) === 0);
  const entry = record.entries[at];
  if (entry === undefined) return ErrorCode.INVALID_PAYLOAD;
  if (entry.amount < amount) return ErrorCode.UNKNOWN;
  const entries = replaced(record.entries, at, without(entry, amount));
  const changed =
    entries.length === 0 ? delegations.toSpliced(index, 1) : delegations.with(index, { ...record, entries });
  return pended({ ...frozen, delegations: changed }, amount, time);
}

/** Takes out all coins that have waited long enough. @returns the record without them, and their amount in whole TOS */
export function withdraw(frozen: Frozen, now: bigint): { readonly frozen: Frozen; readonly amount: bigint } {
  const isExpired = ({ expiresAt }: PendingUnfreeze): boolean => expiresAt <= now;
  const amount = sumOf(frozen.pending.filter(isExpired));
  return { frozen: { ...frozen, pending: frozen.pending.filter((one) => !isExpired(one)) }, amount };
}

function unlockAfter(days: number, { now, blocksPerDay }: FreezeTime): bigint {
  return now + BigInt(days * blocksPerDay);
}

function isOpen({ unlocksAt }: Freeze | Delegation, now: bigint): boolean {
  return unlocksAt <= now;
}

/** Takes coins out of unlocked freezes, the oldest first. @returns the freezes that are left, the energy that was taken, and the amount that was missing */
function taken(
  freezes: readonly Freeze[],
  amount: bigint,
  now: bigint,
): { readonly rest: readonly Freeze[]; readonly energy: bigint; readonly missing: bigint } {
  let missing = amount;
  let energy = 0n;
  const rest: Freeze[] = [];
  for (const record of freezes) {
    if (missing === 0n || !isOpen(record, now)) {
      rest.push(record);
      continue;
    }
    const isUsedUp = record.amount <= missing;
    const part = isUsedUp ? record.amount : missing;
    const left = without(record, part);
    if (left !== null) rest.push(left);
    missing -= part;
    energy += record.energy - (left?.energy ?? 0n);
  }
  return { rest, energy, missing };
}

/** The rest of a freeze, null if nothing is left. Taking a part of the amount takes the same part of the energy, rounded down. */
function without<T extends Freeze | DelegationEntry>(record: T, amount: bigint): T | null {
  if (record.amount === amount) return null;
  return {
    ...record,
    amount: record.amount - amount,
    energy: record.energy - (record.energy * amount) / record.amount,
  };
}

function replaced<T>(list: readonly T[], index: number, item: T | null): readonly T[] {
  return item === null ? list.toSpliced(index, 1) : list.with(index, item);
}

function pended(frozen: Frozen, amount: bigint, time: FreezeTime): Frozen {
  const pending = [...frozen.pending, { amount, expiresAt: unlockAfter(PENDING_DAYS, time) }];
  return { ...frozen, total: lessened(frozen.total, amount), pending };
}

function merged(old: Freeze, added: Freeze): Freeze {
  const { unlocksAt } = old.unlocksAt > added.unlocksAt ? old : added;
  return { ...old, amount: old.amount + added.amount, energy: old.energy + added.energy, unlocksAt };
}

function lessened(total: bigint, amount: bigint): bigint {
  return total > amount ? total - amount : 0n;
}

function sumOf(list: readonly { readonly amount: bigint }[]): bigint {
  return list.reduce((sum, { amount }) => sum + amount, 0n);
}
