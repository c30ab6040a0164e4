/** Storages of this project that keep a chain after the end of a run; the first one is the default. */
export const durableKinds = ['lmdb', 'sqlite', 'level'] as const;

/** All storages of this project; `memory` forgets everything at the end of a run. */
export const storageKinds = ['memory', 'lmdb', 'sqlite', 'level'] as const;

/** A module that exports `createStorage({ location, readOnly })`: the URL of its file, or the name of its package. */
export type StorageModule = `file://${string}` | `package:${string}`;

export type DurableKind = (typeof durableKinds)[number] | StorageModule;

export type StorageKind = DurableKind | 'memory';

export function isStorageModule(kind: StorageKind): kind is StorageModule {
  return kind.startsWith('file://') || kind.startsWith('package:');
}
