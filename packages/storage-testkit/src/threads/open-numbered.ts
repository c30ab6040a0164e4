import type { StorageOptions } from '@tos/state';
import { importFactory, type Kind, type Numbered, type Subject } from '../kind.ts';
import { storageKind, storeKind } from '../kinds.ts';

/** Opens the storage or store of a module, in a thread or process that knows the module by its URL only. */
export function openNumbered(factory: string, module: string, options: StorageOptions): Promise<Numbered> {
  return factory === storageKind.factory ? opened(storageKind, module, options) : opened(storeKind, module, options);
}

async function opened<Tested extends Subject>(
  kind: Kind<Tested>,
  module: string,
  options: StorageOptions,
): Promise<Numbered> {
  const create = await importFactory(module, kind);
  const subject = create(options);
  await subject.open();
  return kind.numbered(subject);
}
