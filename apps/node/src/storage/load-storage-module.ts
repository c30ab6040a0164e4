import type { CreateStorage, Storage } from '@tos/state';
import { z } from 'zod';
import { invalidSetting } from '../settings/invalid-setting.ts';
import { moduleUrl } from './find-storage-module.ts';
import { isStorageModule, type StorageKind, type StorageModule } from './storage-kind.ts';

const isFunction = (value: unknown): boolean => typeof value === 'function';
const exportsOfModule = z.object({
  createStorage: z.custom<(...input: Parameters<CreateStorage>) => unknown>(isFunction),
});
// Not instanceof: a module may have a copy of @tos/state of its own.
const members = z.object({
  manifest: z.object({ name: z.string(), persistent: z.boolean() }),
  open: z.custom(isFunction),
  close: z.custom(isFunction),
  commit: z.custom(isFunction),
  metadata: z.custom(isFunction),
  readMany: z.custom(isFunction),
});
const storage = z.custom<Storage>((value) => members.safeParse(value).success);

/**
 * Checks before anything is made that a storage can be loaded, if it is a module.
 * @param setting the flag that named the storage
 * @throws TOS_INVALID_CONFIG
 */
export async function requireStorageModule(setting: string, kind: StorageKind | undefined): Promise<void> {
  if (kind !== undefined && isStorageModule(kind)) await loadStorageModule(kind, setting);
}

/**
 * Loads a storage that somebody else has written.
 * @param setting the flag that named it, or would name it
 * @throws TOS_INVALID_CONFIG for a module that is gone, that cannot be loaded, and that makes no storage
 */
export async function loadStorageModule(module: StorageModule, setting = '--storage'): Promise<CreateStorage> {
  const url = moduleUrl(module);
  if (url === null) {
    const remedy = 'put it back, or write its new place into begun.json of the data directory, which names it';
    throw invalidSetting(setting, `the module ${module} is not there; ${remedy}`);
  }
  const refuse = (reason: string): never => {
    throw invalidSetting(setting, `${module} ${reason}`);
  };
  // The namespace of a module is no plain object.
  const loaded: unknown = await import(url).catch((error: unknown) => refuse(`cannot be loaded: ${firstLine(error)}`));
  const found = exportsOfModule.safeParse({ ...Object(loaded) });
  if (!found.success) return refuse('exports no function createStorage({ location, readOnly })');
  return (options) => {
    const made = storage.safeParse(found.data.createStorage(options));
    return made.success ? made.data : refuse('made no storage: createStorage must return a Storage of @tos/state');
  };
}

function firstLine(error: unknown): string {
  const [line = ''] = String(error instanceof Error ? error.message : error).split('\n');
  return line;
}
