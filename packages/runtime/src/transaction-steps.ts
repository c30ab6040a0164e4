// The steps of docs/protocol.md §5.2 that types share, one function each. `defineRule` calls them in their order; a rule with
// another order is made from the same functions.
import { ErrorCode, FeeType } from '@tos/protocol';
import type { BlockOverlay, CellId, InternedId } from '@tos/state';
import { minimumFee, type PackedBatch } from '@tos/transaction';
import type { AccessSet } from './access-set.ts';
import type { BlockContext } from './rule.ts';
import { countOutputs, type TransferLike } from './transfer-like.ts';

// The cells that every transaction declares first, by their positions behind `access.start[i]`.
export const NONCE_CELL = 0;
/** The cell that pays the fee: the sender's energy for a fee in ENERGY, else its balance of TOS. */
export const FEE_CELL = 1;
export const MULTISIG_CELL = 2;
/** The position at which the type's own cells begin. */
export const TYPE_CELLS = 3;

/** Declares the cells that every transaction has. @returns the sender's number in the overlay */
export function declareSender(batch: PackedBatch, i: number, out: AccessSet): InternedId {
  const { overlay } = out;
  const source = overlay.intern(batch.bytes, batch.source[i]!);
  out.exclusive(overlay.nonceCell(source));
  out.exclusive(batch.feeType[i] === FeeType.ENERGY ? overlay.energyCell(source) : overlay.balanceCell(source, 0));
  out.read(overlay.multisigCell(source));
  return source;
}

/** The cell that transaction i declared at a position: one of the constants above, or `TYPE_CELLS` and more. */
export function cellAt(access: AccessSet, i: number, position: number): CellId {
  return access.cells[access.start[i]! + position]!;
}

/** Step 4: the sender's balance covers a fee in TOS. */
export function checkFeeIsHeld(
  batch: PackedBatch,
  i: number,
  { access }: BlockContext,
  overlay: BlockOverlay,
): ErrorCode {
  if (batch.feeType[i] !== FeeType.TOS) return ErrorCode.OK;
  const difference = overlay.compare(cellAt(access, i, FEE_CELL), batch.feeHigh[i]!, batch.feeLow[i]!);
  return difference < 0 ? ErrorCode.INSUFFICIENT_FEE : ErrorCode.OK;
}

/** Steps 6, 7 and 8: a fee in ENERGY is 0, and only transfer-like types, all of them, may have one. */
export function checkFeeType(batch: PackedBatch, i: number, transferLike: TransferLike | null): ErrorCode {
  const feeType = batch.feeType[i]!;
  if (feeType === FeeType.TOS) return ErrorCode.OK;
  if (transferLike === null) return ErrorCode.INVALID_FORMAT;
  if (feeType === FeeType.ENERGY) return hasFee(batch, i) ? ErrorCode.INVALID_PAYLOAD : ErrorCode.OK;
  return transferLike.unoFee ? ErrorCode.OK : ErrorCode.INVALID_FORMAT;
}

/** Step 9: the minimum fee. */
export function checkMinimumFee(batch: PackedBatch, i: number, transferLike: TransferLike | null): ErrorCode {
  if (batch.feeType[i] !== FeeType.TOS || batch.feeHigh[i] !== 0) return ErrorCode.OK;
  const outputs = transferLike?.feePerOutput ? countOutputs(batch, i, transferLike) : 0;
  const minimum = minimumFee(batch.length[i]!, outputs, batch.multisigCount[i]!);
  return batch.feeLow[i]! < minimum ? ErrorCode.INSUFFICIENT_FEE : ErrorCode.OK;
}

/** Step 10: the reference. */
export function checkReference(i: number, { references }: BlockContext): ErrorCode {
  return references[i] === 1 ? ErrorCode.OK : ErrorCode.INVALID_PAYLOAD;
}

/** Step 11: the nonce. */
export function checkNonce(batch: PackedBatch, i: number, { access }: BlockContext, overlay: BlockOverlay): ErrorCode {
  const held = overlay.compare(cellAt(access, i, NONCE_CELL), batch.nonceHigh[i]!, batch.nonceLow[i]!);
  if (held > 0) return ErrorCode.NONCE_TOO_LOW;
  return held < 0 ? ErrorCode.NONCE_TOO_HIGH : ErrorCode.OK;
}

/** Step 13: the chain id. */
export function checkChainId(batch: PackedBatch, i: number, { network }: BlockContext): ErrorCode {
  return batch.chainId[i] === network.chainId ? ErrorCode.OK : ErrorCode.INVALID_TYPE;
}

/** Step 19: takes a fee in ENERGY, which is 1 energy for every transaction. */
export function payEnergyFee(
  batch: PackedBatch,
  i: number,
  { access }: BlockContext,
  overlay: BlockOverlay,
): ErrorCode {
  if (batch.feeType[i] !== FeeType.ENERGY) return ErrorCode.OK;
  return overlay.sub(cellAt(access, i, FEE_CELL), 0, 1) ? ErrorCode.OK : ErrorCode.INSUFFICIENT_ENERGY;
}

/** The part of step 20 that raises the sender's nonce. */
export function advanceNonce(i: number, { access }: BlockContext, overlay: BlockOverlay): ErrorCode {
  return overlay.add(cellAt(access, i, NONCE_CELL), 0, 1) ? ErrorCode.OK : ErrorCode.OVERFLOW;
}

export function hasFee(batch: PackedBatch, i: number): boolean {
  return (batch.feeHigh[i]! | batch.feeLow[i]!) !== 0;
}
