import type { CreateStorage, Storage, StorageOptions } from '@tos/state';

/** Opens the storage of a module, in a thread or process that knows the module by its URL only. */
export async function openNamed(module: string, options: StorageOptions): Promise<Storage> {
  const { createStorage }: { createStorage: CreateStorage } = await import(module);
  const storage = createStorage(options);
  await storage.open();
  return storage;
}
