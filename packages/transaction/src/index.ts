export { type BuildOptions, buildTransaction } from './build-transaction.ts';
export { coSign, coSigningBytes, withCoSignatures } from './co-sign.ts';
export { decodeTransaction, transactionAt } from './decode.ts';
export { decodeBatch, decodeSequence } from './decode-batch.ts';
export { encodeTransaction, signingBytes, transactionHash } from './encode.ts';
export { wireFromHex } from './hex.ts';
export { transactionFromJson, transactionToJson } from './json.ts';
export { hexJson, oneOfJson, u8Json, u64Json } from './json-fields.ts';
export { minimumFee } from './minimum-fee.ts';
export { assertBatch, hashAt, messageAt, type PackedBatch, sourceAt, wireAt } from './packed-batch.ts';
export { selectTransactions } from './select-transactions.ts';
export type { CoSignature, Reference, Transaction, UnsignedTransaction } from './transaction.ts';
export {
  type AgentAccountPayload,
  AgentVariant,
  agentAssetCount,
  agentAssetsOffset,
  agentControllerOffset,
  agentEnergyPoolOffset,
  agentExpiryHigh,
  agentExpiryLow,
  agentKeyIdHigh,
  agentKeyIdLow,
  agentMaxValueHigh,
  agentMaxValueLow,
  agentPolicyHashOffset,
  agentSessionKeyOffset,
  agentSessionKeyRootOffset,
  agentStatus,
  agentTargetCount,
  agentTargetsOffset,
  agentVariant,
  type SessionKey,
} from './types/agent-account.ts';
export { type BurnPayload, burnAmountHigh, burnAmountLow, burnAssetOffset } from './types/burn.ts';
export type { Payload } from './types/codecs.ts';
export {
  type ConstructorCall,
  type DeployContractPayload,
  deployHasInvoke,
  deployMaxGasHigh,
  deployMaxGasLow,
  deployModuleLength,
  deployModuleOffset,
} from './types/deploy-contract.ts';
export { DepositCursor } from './types/deposit-cursor.ts';
export type { Deposit } from './types/deposits.ts';
export {
  DelegateeCursor,
  type Delegation,
  type EnergyPayload,
  EnergyVariant,
  energyAmountHigh,
  energyAmountLow,
  energyDurationDays,
  energyVariant,
  unfreezeDelegateeOffset,
  unfreezeFromDelegation,
  unfreezeRecordIndex,
} from './types/energy.ts';
export {
  type InvokeContractPayload,
  invokeContractOffset,
  invokeEntryId,
  invokeMaxGasHigh,
  invokeMaxGasLow,
  invokeParameterCount,
  invokeParametersOffset,
} from './types/invoke-contract.ts';
export { ItemCursor } from './types/item-cursor.ts';
export {
  type MultisigPayload,
  multisigParticipantCount,
  multisigParticipantsOffset,
  multisigThreshold,
} from './types/multisig.ts';
export { type RegisterNamePayload, registerNameLength, registerNameOffset } from './types/register-name.ts';
export { ShieldCursor, type ShieldTransfer, type ShieldTransfersPayload } from './types/shield-transfers.ts';
export type { SourceCommitment } from './types/shielded.ts';
export { type Transfer, TransferCursor, type TransfersPayload } from './types/transfers.ts';
export type { TypeCodec, TypedPayload } from './types/type-codec.ts';
export { UnoCursor, type UnoTransfer, type UnoTransfersPayload } from './types/uno-transfers.ts';
export { UnshieldCursor, type UnshieldTransfer, type UnshieldTransfersPayload } from './types/unshield-transfers.ts';
export type { IntegerPrimitive, IntegerType, Primitive, ValueCell } from './types/value-cell.ts';
export { verifySignatures } from './verify-signatures.ts';
export { WireReader } from './wire-reader.ts';
export { WireWriter } from './wire-writer.ts';
