import { bytesToHex } from '@noble/hashes/utils.js';
import { U64_MAX } from '@tos/protocol';
import { credit, type Of, type PlainStep, type PlainType, senderOf } from './plain-step.ts';
import type { PlainFreeze, PlainFrozen } from './plain-world.ts';

// A second implementation of energy, with lists that are changed in place and coins that are moved one by one. It shares no code with the rules.

const COIN = 100_000_000n;
const TOS = '00'.repeat(32);
const RECORDS = 32;
const BLOCKS_A_DAY = 10n;

const isWhole = (amount: bigint): boolean => amount > 0n && amount % COIN === 0n;

/** The freezes of the sender, read-only. */
const peek = (step: PlainStep): PlainFrozen =>
  step.world.frozen.get(senderOf(step)) ?? { total: 0n, freezes: [], delegations: [], pending: [] };

/** The freezes of the sender, to be changed. */
function frozenOf(step: PlainStep): PlainFrozen {
  const frozen = peek(step);
  step.world.frozen.set(senderOf(step), frozen);
  return frozen;
}

function give({ world }: PlainStep, account: string, amount: bigint): boolean {
  if (amount === 0n) return true;
  const sum = (world.energy.get(account) ?? 0n) + amount;
  world.energy.set(account, sum);
  return sum <= U64_MAX;
}

const hasEnded = (record: { unlocksAt: bigint }, { topoheight }: PlainStep): boolean => topoheight >= record.unlocksAt;

/** Returns how many of the wanted coins can come from ended freezes. */
function coinsThatEnded(step: PlainStep, wanted: bigint): bigint {
  let found = 0n;
  for (const freeze of peek(step).freezes) {
    if (!hasEnded(freeze, step)) continue;
    for (let coin = 0n; coin < freeze.amount && found < wanted; coin++) found++;
  }
  return found;
}

/** Takes coins out of a record. @returns the energy that goes with them: all of it with the last coin, else the share of the coins, rounded down */
function takeOut(record: { amount: bigint; energy: bigint }, coins: bigint): bigint {
  const energy = coins === record.amount ? record.energy : (record.energy * coins) / record.amount;
  record.amount -= coins;
  record.energy -= energy;
  return energy;
}

/** Takes ended coins, from the first record on. @returns the energy that goes with them */
function takeEnded(frozen: PlainFrozen, coins: bigint, step: PlainStep): bigint {
  let [left, energy] = [coins, 0n];
  const emptied = new Set<PlainFreeze>();
  for (const freeze of frozen.freezes) {
    if (left === 0n || !hasEnded(freeze, step)) continue;
    const some = left < freeze.amount ? left : freeze.amount;
    left -= some;
    energy += takeOut(freeze, some);
    if (freeze.amount === 0n) emptied.add(freeze);
  }
  frozen.freezes = frozen.freezes.filter((freeze) => !emptied.has(freeze));
  return energy;
}

function letWait(frozen: PlainFrozen, coins: bigint, step: PlainStep): number {
  for (let coin = 0n; coin < coins; coin++) if (frozen.total > 0n) frozen.total--;
  frozen.pending.push({ amount: coins, expiresAt: step.topoheight + 14n * BLOCKS_A_DAY });
  return 0;
}

export function plainEnergy(payload: Of<'energy'>): PlainType {
  switch (payload.variant) {
    case 'freeze_tos':
      return freeze(payload.amount, payload.durationDays);
    case 'freeze_tos_delegate':
      return delegate(payload.delegatees, payload.durationDays);
    case 'unfreeze_tos':
      return unfreeze(payload);
    case 'withdraw_unfrozen':
      return {
        isFree: true,
        check: () => 0,
        apply(step) {
          const frozen = frozenOf(step);
          let coins = 0n;
          for (const { amount, expiresAt } of frozen.pending) if (expiresAt <= step.topoheight) coins += amount;
          if (coins === 0n) return 0x0107;
          frozen.pending = frozen.pending.filter(({ expiresAt }) => expiresAt > step.topoheight);
          return coins * COIN <= U64_MAX && credit(step.world, senderOf(step), TOS, coins * COIN) ? 0 : 0x0304;
        },
      };
  }
}

function freeze(amount: bigint, days: number): PlainType {
  const coins = amount / COIN;
  return {
    isFree: true,
    costs: (step) => [[TOS, amount - coinsThatEnded(step, coins) * COIN]],
    check: () => (isWhole(amount) ? 0 : 0x0105),
    apply(step) {
      const frozen = frozenOf(step);
      const ended = coinsThatEnded(step, coins);
      const old = takeEnded(frozen, ended, step);
      const fresh = (coins - ended) * 2n * BigInt(days);
      for (let coin = 0n; coin < ended; coin++) if (frozen.total > 0n) frozen.total--;
      frozen.total += coins;
      const unlocksAt = step.topoheight + BigInt(days) * BLOCKS_A_DAY;
      const same = frozen.freezes.find((freeze) => freeze.days === days);
      if (same === undefined) {
        if (frozen.freezes.length + frozen.delegations.length >= RECORDS) return 0x0107;
        frozen.freezes.push({ amount: coins, energy: old + fresh, frozenAt: step.topoheight, unlocksAt, days });
      } else {
        same.amount += coins;
        same.energy += old + fresh;
        if (unlocksAt > same.unlocksAt) same.unlocksAt = unlocksAt;
      }
      if (frozen.total > U64_MAX) return 0x0304;
      return give(step, senderOf(step), fresh) ? 0 : 0x0304;
    },
  };
}

function delegate(delegatees: readonly { delegatee: Uint8Array; amount: bigint }[], days: number): PlainType {
  return {
    isFree: true,
    costs: () => delegatees.map(({ amount }) => [TOS, amount]),
    check(step) {
      if (delegatees.length === 0) return 0x0107;
      const seen: string[] = [];
      for (const { delegatee, amount } of delegatees) {
        const account = bytesToHex(delegatee);
        if (!isWhole(amount)) return 0x0105;
        if (seen.includes(account)) return 0x0107;
        seen.push(account);
        if (account === senderOf(step)) return 0x0409;
        if (!step.world.nonces.has(account)) return 0x0400;
      }
      return 0;
    },
    apply(step) {
      const frozen = frozenOf(step);
      if (frozen.freezes.length + frozen.delegations.length >= RECORDS) return 0x0107;
      const entries = [];
      for (const { delegatee, amount } of delegatees) {
        const coins = amount / COIN;
        const energy = coins * 2n * BigInt(days);
        if (!give(step, bytesToHex(delegatee), energy)) return 0x0304;
        frozen.total += coins;
        entries.push({ delegatee: bytesToHex(delegatee), amount: coins, energy });
      }
      const unlocksAt = step.topoheight + BigInt(days) * BLOCKS_A_DAY;
      frozen.delegations.push({ frozenAt: step.topoheight, unlocksAt, days, entries });
      return frozen.total <= U64_MAX ? 0 : 0x0304;
    },
  };
}

function unfreeze({
  amount,
  fromDelegation,
  recordIndex,
  delegatee,
}: Extract<Of<'energy'>, { variant: 'unfreeze_tos' }>): PlainType {
  const coins = amount / COIN;
  const fromOwn = (step: PlainStep): number => {
    const frozen = frozenOf(step);
    let held = 0n;
    for (const freeze of frozen.freezes) held += freeze.amount;
    if (held < coins) return 0x0303;
    if (frozen.pending.length >= 32) return 0x0107;
    if (recordIndex === null) {
      if (coinsThatEnded(step, coins) < coins) return 0xffff;
      takeEnded(frozen, coins, step);
      return letWait(frozen, coins, step);
    }
    const named = frozen.freezes.find((_, index) => index === recordIndex);
    if (named === undefined) return 0x0107;
    if (!hasEnded(named, step) || named.amount < coins) return 0xffff;
    takeOut(named, coins);
    if (named.amount === 0n) frozen.freezes = frozen.freezes.filter((freeze) => freeze !== named);
    return letWait(frozen, coins, step);
  };
  const fromOthers = (step: PlainStep): number => {
    const frozen = frozenOf(step);
    if (frozen.pending.length >= 32) return 0x0107;
    if (recordIndex === null && frozen.delegations.length !== 1) return 0x0107;
    const record = frozen.delegations.find((_, index) => index === (recordIndex ?? 0));
    if (record === undefined) return 0x0107;
    if (delegatee === null && record.entries.length > 1) return 0x0107;
    if (!hasEnded(record, step)) return 0xffff;
    const entry = record.entries.find((one) => delegatee === null || one.delegatee === bytesToHex(delegatee));
    if (entry === undefined) return 0x0107;
    if (coins > entry.amount) return 0xffff;
    takeOut(entry, coins);
    if (entry.amount === 0n) record.entries = record.entries.filter((one) => one !== entry);
    frozen.delegations = frozen.delegations.filter(({ entries }) => entries.length > 0);
    return letWait(frozen, coins, step);
  };
  return {
    isFree: true,
    check() {
      if (!isWhole(amount)) return 0x0105;
      return delegatee !== null && !fromDelegation ? 0x0107 : 0;
    },
    apply: (step) => (fromDelegation ? fromOthers(step) : fromOwn(step)),
  };
}
