import { assertBoolean, assertFunction, assertObject, ErrorCode, FeeType } from '@tos/protocol';
import type { BlockOverlay, InternedId } from '@tos/state';
import type { PackedBatch } from '@tos/transaction';
import type { AccessSet } from './access-set.ts';
import { checkCoSignatures } from './co-signatures.ts';
import type { Reach } from './reach.ts';
import type { BlockContext, Rule } from './rule.ts';
import { SpendTally, TOS_RECORD } from './spend-tally.ts';
import type { Steps } from './steps.ts';
import {
  advanceNonce,
  cellAt,
  checkChainId,
  checkFeeIsHeld,
  checkFeeType,
  checkMinimumFee,
  checkNonce,
  checkReference,
  declareSender,
  FEE_CELL,
  hasFee,
  MULTISIG_CELL,
  payEnergyFee,
} from './transaction-steps.ts';
import { checkOutputs, reachOfOutputs, type TransferLike } from './transfer-like.ts';

/** What a type adds to the steps that all types share. */
export type TypeRule = TypeSteps & (TypeWithOutputs | TypeWithoutOutputs);

export interface TypeWithOutputs {
  /** The type's list of outputs. The steps that all types with outputs share follow from it. */
  readonly transferLike: TransferLike;
}

export interface TypeWithoutOutputs {
  readonly transferLike: null;
  /** What the transaction gives to whom, without its fee. The limits of session keys are about this. */
  reach(batch: PackedBatch, i: number, access: AccessSet): Reach;
}

export interface TypeSteps {
  /** True if the fee must be 0. No other check of the fee applies then. */
  readonly isFree?: boolean;
  /** Declares the type's own cells. @param source the sender's number in the overlay */
  access(batch: PackedBatch, i: number, source: InternedId, out: AccessSet): void;
  moreAccess?(batch: PackedBatch, i: number, access: AccessSet): void;
  /** True for a transaction that only the owner of an agent account may sign, and may sign while the account is frozen. When absent, never. */
  isOwners?(batch: PackedBatch, i: number): boolean;
  /** Step 12: the type's own check of the output at the cursor of `transferLike`. */
  checkOutput?(batch: PackedBatch, i: number): ErrorCode;
  /** Step 12: the type's own checks of everything else. */
  check?(batch: PackedBatch, i: number, context: BlockContext, overlay: BlockOverlay): ErrorCode;
  /** Step 16: checks that come after the signatures. */
  checkSigned?(batch: PackedBatch, i: number, context: BlockContext, overlay: BlockOverlay): ErrorCode;
  /** Step 17: adds up what the sender gives, without the fee. Returns false when a sum overflows. When absent, the sender gives nothing. */
  spend?(batch: PackedBatch, i: number, context: BlockContext, overlay: BlockOverlay, tally: SpendTally): boolean;
  /** Step 20: the effects, once the sender has paid. Effects that take long are returned as steps. */
  apply(batch: PackedBatch, i: number, context: BlockContext, overlay: BlockOverlay): ErrorCode | Steps;
  /** Asks for the evidence that `checkSigned` and `apply` will ask for. When absent, they ask for none. */
  askAhead?(batch: PackedBatch, i: number, context: BlockContext): void;
}

const OPTIONAL_STEPS = ['moreAccess', 'isOwners', 'checkOutput', 'check', 'checkSigned', 'spend', 'askAhead'] as const;

/**
 * Makes the rule of a type: the steps of docs/protocol.md §5.2 in their order, with the type's own in their places.
 * @throws TOS_INVALID_ARGUMENT for a step that is no function
 */
export function defineRule(type: TypeRule): Rule {
  assertObject(type, 'type', ['access', 'apply']);
  if (type.transferLike === null) assertFunction(type.reach, 'type.reach');
  else assertObject(type.transferLike, 'type.transferLike');
  if (type.isFree !== undefined) assertBoolean(type.isFree, 'type.isFree');
  for (const step of OPTIONAL_STEPS) if (type[step] !== undefined) assertFunction(type[step], `type.${step}`);
  const tally = new SpendTally();
  const { transferLike, isFree = false } = type;
  return {
    access(batch, i, out) {
      type.access(batch, i, declareSender(batch, i, out), out);
    },

    moreAccess(batch, i, access) {
      type.moreAccess?.(batch, i, access);
    },

    isOwners(batch, i) {
      return type.isOwners?.(batch, i) ?? false;
    },

    reach(batch, i, access) {
      return type.transferLike === null ? type.reach(batch, i, access) : reachOfOutputs(batch, i, type.transferLike);
    },

    check(batch, i, context, overlay) {
      return (
        (isFree ? ErrorCode.OK : checkFeeIsHeld(batch, i, context, overlay)) ||
        checkFeeType(batch, i, transferLike) ||
        (isFree ? ErrorCode.OK : checkMinimumFee(batch, i, transferLike)) ||
        checkReference(i, context) ||
        checkNonce(batch, i, context, overlay) ||
        (isFree && hasFee(batch, i) ? ErrorCode.INVALID_PAYLOAD : ErrorCode.OK) ||
        (transferLike === null ? ErrorCode.OK : checkOutputs(batch, i, transferLike, type.checkOutput)) ||
        (type.check?.(batch, i, context, overlay) ?? ErrorCode.OK) ||
        checkChainId(batch, i, context)
      );
    },

    apply(batch, i, context, overlay) {
      const { access } = context;
      const unauthorized =
        checkCoSignatures(batch, i, cellAt(access, i, MULTISIG_CELL), context, overlay) ||
        (type.checkSigned?.(batch, i, context, overlay) ?? ErrorCode.OK);
      if (unauthorized !== ErrorCode.OK) return unauthorized;
      // Step 17: the sums must be u64, with the fee too.
      tally.reset();
      if (type.spend !== undefined && !type.spend(batch, i, context, overlay, tally)) return ErrorCode.OVERFLOW;
      if (batch.feeType[i] === FeeType.TOS) {
        const paid = tally.add(cellAt(access, i, FEE_CELL), TOS_RECORD, batch.feeHigh[i]!, batch.feeLow[i]!);
        if (!paid) return ErrorCode.OVERFLOW;
      }
      const unpaid = tally.check(overlay) || payEnergyFee(batch, i, context, overlay);
      if (unpaid !== ErrorCode.OK) return unpaid;
      // Step 20.
      tally.debit(overlay);
      return advanceNonce(i, context, overlay) || type.apply(batch, i, context, overlay);
    },

    askAhead(batch, i, context, overlay) {
      checkCoSignatures(batch, i, cellAt(context.access, i, MULTISIG_CELL), context, overlay);
      type.askAhead?.(batch, i, context);
    },
  };
}
