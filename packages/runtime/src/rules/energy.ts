import { COIN, ErrorCode, U64_MAX, u64FromHalves, u64High, u64Low } from '@tos/protocol';
import {
  type BlockOverlay,
  type CellId,
  type DelegationEntry,
  decodeFrozen,
  domains,
  encodeFrozen,
  type Frozen,
  NATIVE_ASSET,
  NOTHING_FROZEN,
} from '@tos/state';
import type { PackedBatch } from '@tos/transaction';
import { DelegateeCursor, EnergyVariant, energyView } from '@tos/transaction/views';
import type { AccessSet } from '../access-set.ts';
import { defineRule } from '../define-rule.ts';
import {
  amountFromBalance,
  delegate,
  energyOf,
  type FreezeTime,
  freeze,
  unfreeze,
  unfreezeDelegated,
  withdraw,
} from '../frozen-coins.ts';
import { isSameKey, keyAt } from '../keys.ts';
import type { BlockContext, Rule } from '../rule.ts';
import { TOS_RECORD } from '../spend-tally.ts';
import { cellAt, FEE_CELL, TYPE_CELLS } from '../transaction-steps.ts';

// The sender's balance of TOS is the cell of its fee: a fee in ENERGY is refused for this type (step 6).
const BALANCE = FEE_CELL;
const FROZEN = TYPE_CELLS; // the sender's freezes and delegations
const ENERGY = TYPE_CELLS + 1; // freeze: the sender's energy

// A freeze for others: the cells of each delegatee, one group behind the other.
const DELEGATEES = TYPE_CELLS + 1;
const DELEGATEE_ENERGY = 0;
const DELEGATEE_ACCOUNT = 1; // the delegatee's nonce: only an account gets energy
const CELLS_PER_DELEGATEE = 2;

const cursor = new DelegateeCursor();

/**
 * Freezes TOS for energy, and gives it back. Checks that depend on the sender's record are made when the rule applies, once the sender has
 * signed and can pay, as in the original. Source: docs/protocol.md §5.4, rows "energy" and "Energy arithmetic".
 */
export const energyRule: Rule = defineRule({
  transferLike: null,
  isFree: true,

  access(batch, i, source, out) {
    const { overlay } = out;
    out.exclusive(overlay.cellOf(domains.frozen, source));
    const variant = energyView.variant(batch, i);
    if (variant === EnergyVariant.FREEZE_TOS) out.credit(overlay.energyCell(source));
    if (variant !== EnergyVariant.FREEZE_TOS_DELEGATE) return;
    cursor.start(batch, i);
    while (cursor.next()) {
      const delegatee = overlay.intern(batch.bytes, cursor.delegateeOffset);
      out.credit(overlay.energyCell(delegatee));
      out.read(overlay.nonceCell(delegatee));
    }
  },

  reach(batch, i) {
    const targets: Uint8Array[] = [];
    let spent = 0n;
    const variant = energyView.variant(batch, i);
    if (variant === EnergyVariant.FREEZE_TOS) spent = amountOf(batch, i);
    if (variant === EnergyVariant.FREEZE_TOS_DELEGATE) {
      cursor.start(batch, i);
      while (cursor.next()) {
        targets.push(keyAt(batch.bytes, cursor.delegateeOffset));
        spent += u64FromHalves(cursor.amountHigh, cursor.amountLow);
      }
    }
    return { targets, assets: [NATIVE_ASSET], spent };
  },

  check(batch, i, context, overlay) {
    switch (energyView.variant(batch, i)) {
      case EnergyVariant.FREEZE_TOS:
        return isWholeTos(amountOf(batch, i)) ? ErrorCode.OK : ErrorCode.INVALID_AMOUNT;
      case EnergyVariant.FREEZE_TOS_DELEGATE:
        return checkDelegatees(batch, i, context.access, overlay);
      case EnergyVariant.UNFREEZE_TOS: {
        if (!isWholeTos(amountOf(batch, i))) return ErrorCode.INVALID_AMOUNT;
        const names = energyView.delegateeOffset(batch, i) !== 0;
        return names && !energyView.fromDelegation(batch, i) ? ErrorCode.INVALID_PAYLOAD : ErrorCode.OK;
      }
      default:
        return ErrorCode.OK;
    }
  },

  spend(batch, i, context, overlay, tally) {
    const balance = cellAt(context.access, i, BALANCE);
    switch (energyView.variant(batch, i)) {
      case EnergyVariant.FREEZE_TOS: {
        const frozen = frozenIn(overlay, cellAt(context.access, i, FROZEN));
        const paid = amountFromBalance(frozen, amountOf(batch, i) / COIN, timeOf(context).now) * COIN;
        return tally.add(balance, TOS_RECORD, u64High(paid), u64Low(paid));
      }
      case EnergyVariant.FREEZE_TOS_DELEGATE:
        cursor.start(batch, i);
        while (cursor.next()) if (!tally.add(balance, TOS_RECORD, cursor.amountHigh, cursor.amountLow)) return false;
        return true;
      default:
        return true;
    }
  },

  apply(batch, i, context, overlay) {
    const after = applied(batch, i, context, overlay);
    if (typeof after === 'number') return after;
    overlay.setRecord(cellAt(context.access, i, FROZEN), encodeFrozen(after));
    return ErrorCode.OK;
  },
});

/**
 * Checks whether coins may be given back, by the sender's record and the topoheight of the context alone. The rule makes this check when
 * it applies. The function is for callers who have to ask at two topoheights, as the original's mempool does before a block.
 * @param record of the domain `frozen`
 * @returns the code of what forbids it; OK for a freeze
 */
export function checkRelease(
  batch: PackedBatch,
  i: number,
  record: Uint8Array | null,
  context: Pick<BlockContext, 'topoheight' | 'network'>,
): ErrorCode {
  const frozen = record === null ? NOTHING_FROZEN : decodeFrozen(record);
  switch (energyView.variant(batch, i)) {
    case EnergyVariant.UNFREEZE_TOS: {
      const after = unfrozen(batch, i, frozen, timeOf(context));
      return typeof after === 'number' ? after : ErrorCode.OK;
    }
    case EnergyVariant.WITHDRAW_UNFROZEN:
      return withdraw(frozen, timeOf(context).now).amount === 0n ? ErrorCode.INVALID_PAYLOAD : ErrorCode.OK;
    default:
      return ErrorCode.OK;
  }
}

function checkDelegatees(batch: PackedBatch, i: number, access: AccessSet, overlay: BlockOverlay): ErrorCode {
  cursor.start(batch, i);
  if (cursor.count === 0) return ErrorCode.INVALID_PAYLOAD;
  const seen = new Set<CellId>();
  for (let at = DELEGATEES; cursor.next(); at += CELLS_PER_DELEGATEE) {
    if (!isWholeTos(u64FromHalves(cursor.amountHigh, cursor.amountLow))) return ErrorCode.INVALID_AMOUNT;
    const account = cellAt(access, i, at + DELEGATEE_ACCOUNT);
    if (seen.has(account)) return ErrorCode.INVALID_PAYLOAD;
    seen.add(account);
    if (isSameKey(batch.bytes, cursor.delegateeOffset, batch.source[i]!)) return ErrorCode.SELF_OPERATION;
    if (!overlay.exists(account)) return ErrorCode.ACCOUNT_NOT_FOUND;
  }
  return ErrorCode.OK;
}

/** Makes the effects beside the record `frozen`. @returns the new content of the record `frozen`, or a code */
function applied(batch: PackedBatch, i: number, context: BlockContext, overlay: BlockOverlay): Frozen | ErrorCode {
  const { access } = context;
  const frozen = frozenIn(overlay, cellAt(access, i, FROZEN));
  switch (energyView.variant(batch, i)) {
    case EnergyVariant.FREEZE_TOS: {
      const after = freeze(frozen, amountOf(batch, i) / COIN, energyView.durationDays(batch, i), timeOf(context));
      if (typeof after === 'number') return after;
      // An energy of 0 gets no record.
      const isGiven = after.energy === 0n || credit(overlay, cellAt(access, i, ENERGY), after.energy);
      return isGiven ? after.frozen : ErrorCode.OVERFLOW;
    }
    case EnergyVariant.FREEZE_TOS_DELEGATE: {
      const days = energyView.durationDays(batch, i);
      const entries = entriesOf(batch, i, days);
      const after = delegate(frozen, entries, days, timeOf(context));
      if (typeof after === 'number') return after;
      for (const [k, { energy }] of entries.entries()) {
        const cell = cellAt(access, i, DELEGATEES + CELLS_PER_DELEGATEE * k + DELEGATEE_ENERGY);
        if (!credit(overlay, cell, energy)) return ErrorCode.OVERFLOW;
      }
      return after;
    }
    case EnergyVariant.UNFREEZE_TOS:
      return unfrozen(batch, i, frozen, timeOf(context));
    default: {
      const { frozen: after, amount } = withdraw(frozen, timeOf(context).now);
      if (amount === 0n) return ErrorCode.INVALID_PAYLOAD;
      return credit(overlay, cellAt(access, i, BALANCE), amount * COIN) ? after : ErrorCode.OVERFLOW;
    }
  }
}

function entriesOf(batch: PackedBatch, i: number, days: number): DelegationEntry[] {
  const entries: DelegationEntry[] = [];
  cursor.start(batch, i);
  while (cursor.next()) {
    const amount = u64FromHalves(cursor.amountHigh, cursor.amountLow) / COIN;
    entries.push({ delegatee: keyAt(batch.bytes, cursor.delegateeOffset), amount, energy: energyOf(amount, days) });
  }
  return entries;
}

function unfrozen(batch: PackedBatch, i: number, frozen: Frozen, time: FreezeTime): Frozen | ErrorCode {
  const amount = amountOf(batch, i) / COIN;
  const index = energyView.recordIndex(batch, i);
  const recordIndex = index === -1 ? null : index;
  if (!energyView.fromDelegation(batch, i)) return unfreeze(frozen, amount, recordIndex, time);
  const offset = energyView.delegateeOffset(batch, i);
  const delegatee = offset === 0 ? null : keyAt(batch.bytes, offset);
  return unfreezeDelegated(frozen, amount, { delegatee, recordIndex }, time);
}

function frozenIn(overlay: BlockOverlay, cell: CellId): Frozen {
  const record = overlay.record(cell);
  return record === null ? NOTHING_FROZEN : decodeFrozen(record);
}

function timeOf({ topoheight, network }: Pick<BlockContext, 'topoheight' | 'network'>): FreezeTime {
  return { now: BigInt(topoheight), blocksPerDay: network.blocksPerDay };
}

function amountOf(batch: PackedBatch, i: number): bigint {
  return u64FromHalves(energyView.amountHigh(batch, i), energyView.amountLow(batch, i));
}

function isWholeTos(amount: bigint): boolean {
  return amount > 0n && amount % COIN === 0n;
}

function credit(overlay: BlockOverlay, cell: CellId, amount: bigint): boolean {
  return amount <= U64_MAX && overlay.add(cell, u64High(amount), u64Low(amount));
}
