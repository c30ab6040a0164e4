/** Storages that keep a chain after the end of a run; the first one is the default. */
export const durableKinds = ['lmdb', 'sqlite'] as const;

export type DurableKind = (typeof durableKinds)[number];

/** All storages; `memory` forgets everything at the end of a run. */
export const storageKinds = ['memory', 'lmdb', 'sqlite'] as const;

export type StorageKind = (typeof storageKinds)[number];
