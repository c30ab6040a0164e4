import { TosError } from '@tos/protocol';
import type { Storage } from '@tos/state';
import type { OrderedStore } from './store/ordered-store.ts';

export interface VersionedStorageOptions {
  /**
   * Bytes of newest versions that wait in memory to be written to the table `latest`; 0 writes them with each block.
   * @default 64 MiB
   */
  readonly pendingBytes?: number;
}

/** A versioned storage over an ordered store. */
export function createVersionedStorage(_store: OrderedStore, _options: VersionedStorageOptions = {}): Storage {
  throw new TosError('TOS_NOT_SUPPORTED', { feature: 'the engine, which is being written' });
}
