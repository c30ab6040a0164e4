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
export * from './records/agent.ts';
export * from './records/asset.ts';
export * from './records/frozen.ts';
export * from './records/multisig.ts';
export * from './records/name.ts';
export * from './records/record-layout.ts';
export {
  accountOfKey,
  assetOfKey,
  type Balance,
  balanceRef,
  contractRef,
  decodeBalance,
  decodeU64Record,
  encodeBalance,
  encodeU64Record,
  energyRef,
  isNativeAsset,
  KEY_SIZE,
  NATIVE_ASSET,
  nonceRef,
  readU32,
  shieldedRef,
  supplyRef,
} from './records.ts';
export * from './state-digest.ts';
export { MAX_RECORD_KEY_SIZE } from './storage/check-reads.ts';
export * from './storage/memory-storage.ts';
export * from './storage/storage.ts';
export * from './storage/storage-types.ts';
