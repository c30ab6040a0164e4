export * from './domain.ts';
export * from './overlay/block-overlay.ts';
export type { CellId } from './overlay/cell-table.ts';
export * from './records.ts';
export * from './state-digest.ts';
export * from './storage/memory-storage.ts';
export * from './storage/storage.ts';
export * from './storage/storage-types.ts';
