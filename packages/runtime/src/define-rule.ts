import { ErrorCode, FeeType } from '@tos/protocol';
import type { BlockOverlay } from '@tos/state';
import { minimumFee, type PackedBatch } from '@tos/transaction';
import type { AccessSet } from './access-set.ts';
import { checkCoSignatures } from './co-signatures.ts';
import type { BlockContext, Rule } from './rule.ts';
import { SpendTally } from './spend-tally.ts';

// What every transaction declares first, at these positions behind `access.start[i]`.
export const NONCE_CELL = 0;
export const FEE_CELL = 1;
export const MULTISIG_CELL = 2;
/** Where the cells of the type itself begin. */
export const TYPE_CELLS = 3;

/** What a type adds to the steps that all types share. */
export interface TypeRule {
  /** Fee types besides TOS that it takes. */
  readonly energyFee: boolean;
  readonly unoFee: boolean;
  /** Outputs that the minimum fee counts. */
  outputs(batch: PackedBatch, i: number): number;
  /** Declares the type's own cells, `source` being the sender's number in the overlay. */
  access(batch: PackedBatch, i: number, source: number, out: AccessSet): void;
  moreAccess?(batch: PackedBatch, i: number, access: AccessSet): void;
  /** Step 12: the type's own checks. */
  check(batch: PackedBatch, i: number): ErrorCode;
  /** Step 17: adds up what the sender gives, fee aside. False when a sum overflows. */
  spend(batch: PackedBatch, i: number, access: AccessSet, tally: SpendTally): boolean;
  /** Step 20: what happens once the sender has paid. */
  apply(batch: PackedBatch, i: number, context: BlockContext, overlay: BlockOverlay): ErrorCode;
}

/** The rule of a type: the steps of protocol.md §5.2 in their order, with the type's own at their places. */
export function defineRule(type: TypeRule): Rule {
  const tally = new SpendTally();
  return {
    access(batch, i, out) {
      const { overlay } = out;
      const source = overlay.intern(batch.bytes, batch.source[i]!);
      out.exclusive(overlay.nonceCell(source));
      out.exclusive(overlay.balanceCell(source, 0));
      out.read(overlay.multisigCell(source));
      type.access(batch, i, source, out);
    },

    moreAccess(batch, i, access) {
      type.moreAccess?.(batch, i, access);
    },

    check(batch, i, context, overlay) {
      const first = context.access.start[i]!;
      const feeHigh = batch.feeHigh[i]!;
      const feeLow = batch.feeLow[i]!;
      const feeType = batch.feeType[i]!;
      const hasFee = (feeHigh | feeLow) !== 0;
      // 4
      if (feeType === FeeType.TOS && overlay.compare(context.access.cells[first + FEE_CELL]!, feeHigh, feeLow) < 0) {
        return ErrorCode.INSUFFICIENT_FEE;
      }
      // 6, 7, 8
      if (feeType === FeeType.ENERGY && !type.energyFee) return ErrorCode.INVALID_FORMAT;
      if (feeType === FeeType.ENERGY && hasFee) return ErrorCode.INVALID_PAYLOAD;
      if (feeType === FeeType.UNO && !type.unoFee) return ErrorCode.INVALID_FORMAT;
      // 9
      if (feeType === FeeType.TOS && feeHigh === 0) {
        if (feeLow < minimumFee(batch.length[i]!, type.outputs(batch, i), batch.multisigCount[i]!)) {
          return ErrorCode.INSUFFICIENT_FEE;
        }
      }
      // 10
      if (context.references[i] !== 1) return ErrorCode.INVALID_PAYLOAD;
      // 11
      const nonce = overlay.compare(context.access.cells[first + NONCE_CELL]!, batch.nonceHigh[i]!, batch.nonceLow[i]!);
      if (nonce > 0) return ErrorCode.NONCE_TOO_LOW;
      if (nonce < 0) return ErrorCode.NONCE_TOO_HIGH;
      // 12
      const error = type.check(batch, i);
      if (error !== ErrorCode.OK) return error;
      // 13
      return batch.chainId[i] === context.network.chainId ? ErrorCode.OK : ErrorCode.INVALID_TYPE;
    },

    apply(batch, i, context, overlay) {
      const { access } = context;
      const first = access.start[i]!;
      // 15
      const unauthorized = checkCoSignatures(batch, i, access.cells[first + MULTISIG_CELL]!, context, overlay);
      if (unauthorized !== ErrorCode.OK) return unauthorized;
      // 17: the sums without the fee must fit; with it, a sum that does not fit exceeds any balance (18).
      tally.reset();
      if (!type.spend(batch, i, access, tally)) return ErrorCode.OVERFLOW;
      // 18
      if (batch.feeType[i] === FeeType.TOS) {
        const paid = tally.add(access.cells[first + FEE_CELL]!, batch.feeHigh[i]!, batch.feeLow[i]!);
        if (!paid) return ErrorCode.INSUFFICIENT_BALANCE;
      }
      if (!tally.isCovered(overlay)) return ErrorCode.INSUFFICIENT_BALANCE;
      // 19: no transaction type gives energy yet, so no account has any.
      if (batch.feeType[i] === FeeType.ENERGY) return ErrorCode.INSUFFICIENT_ENERGY;
      // 20
      tally.debit(overlay);
      if (!overlay.add(access.cells[first + NONCE_CELL]!, 0, 1)) return ErrorCode.OVERFLOW;
      return type.apply(batch, i, context, overlay);
    },
  };
}
