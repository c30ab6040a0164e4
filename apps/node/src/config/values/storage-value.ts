import { findStorageModule } from '../../storage/find-storage-module.ts';
import { type StorageModule, storageKinds } from '../../storage/storage-kind.ts';
import { givenAs } from './given.ts';
import type { SettingSchema } from './setting-schema.ts';

/** A storage: one of `kinds`, or a module that is there. */
export function storageValue<const Kind extends string>(kinds: readonly Kind[]): SettingSchema<Kind | StorageModule> {
  const accepted = `Give ${kinds.join(', ')}, or the path or package of a module, which must be there.`;
  return givenAs(accepted, (given) => {
    const kind = kinds.find((one) => one === given);
    if (kind !== undefined) return kind;
    if (typeof given !== 'string' || storageKinds.some((one) => one === given)) return null;
    return findStorageModule(given);
  });
}
