export {
  type CellKind,
  type Domain,
  type DomainName,
  domainList,
  domains,
  type Field,
  type FieldType,
  type RecordRef,
  type RecordWrite,
  SupplyCounter,
} from './domain.ts';
export * from './overlay/block-overlay.ts';
export type { CellId } from './overlay/cell-table.ts';
export { HeadCache } from './overlay/head-cache.ts';
export { accountOfKey } from './records/account-key.ts';
export * from './records/agent.ts';
export * from './records/asset.ts';
export { assetOfKey, type Balance, balanceRef, decodeBalance, encodeBalance } from './records/balance.ts';
export * from './records/frozen.ts';
export { KEY_SIZE } from './records/key-size.ts';
export * from './records/multisig.ts';
export * from './records/name.ts';
export { isNativeAsset, NATIVE_ASSET } from './records/native-asset.ts';
export { contractRef, energyRef, nonceRef, shieldedRef, supplyRef } from './records/plain-refs.ts';
export * from './records/record-layout.ts';
export { decodeU64Record, encodeU64Record, readU32 } from './records/u64-record.ts';
export * from './state-digest.ts';
export { MAX_RECORD_KEY_SIZE } from './storage/check-reads.ts';
export * from './storage/memory-storage.ts';
export * from './storage/storage.ts';
export * from './storage/storage-types.ts';
