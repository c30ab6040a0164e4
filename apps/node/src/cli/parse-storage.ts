import { InvalidArgumentError } from 'commander';
import { findStorageModule } from '../storage/find-storage-module.ts';
import { type StorageModule, storageKinds } from '../storage/storage-kind.ts';

/** A commander parser for a storage: one of `kinds`, or a module that is there. */
export function storageOf<Kind extends string>(kinds: readonly Kind[]): (text: string) => Kind | StorageModule {
  return (text) => {
    const kind = kinds.find((one) => one === text);
    if (kind !== undefined) return kind;
    const module = storageKinds.some((one) => one === text) ? null : findStorageModule(text);
    if (module !== null) return module;
    throw new InvalidArgumentError(
      `Give ${kinds.join(', ')}, or the path or package of a module, which must be there.`,
    );
  };
}
