export * from './access-set.ts';
export * from './block-frame.ts';
export * from './block-stages.ts';
export * from './contract-address.ts';
export * from './define-rule.ts';
export * from './evidence.ts';
export type { Reach } from './reach.ts';
export * from './rule.ts';
export * from './rules/baseline-rules.ts';
export { checkRelease } from './rules/energy.ts';
export { type AddCiphertexts, defineShieldTransfersRule } from './rules/shield-transfers.ts';
export { wantSessionKeys } from './session-keys.ts';
export { askSigner, checkSigner, declareSigner, ownerSigns, unsigned } from './signer.ts';
export type { SpendTally } from './spend-tally.ts';
export * from './steps.ts';
export {
  advanceNonce,
  cellAt,
  checkFeeIsHeld,
  checkFeeType,
  checkNonce,
  declareSender,
  FEE_CELL,
  hasFee,
  payEnergyFee,
  TYPE_CELLS,
} from './transaction-steps.ts';
export { isRefusedSelfTransfer, type OutputCursor, type TransferLike } from './transfer-like.ts';
