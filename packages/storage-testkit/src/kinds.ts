import type { Storage } from '@tos/state';
import type { OrderedStore } from '@tos/versioned-storage';
import type { Kind } from './kind.ts';
import { NumberedBlocks } from './numbered-blocks.ts';
import { NumberedPuts } from './numbered-puts.ts';

export const storageKind: Kind<Storage> = {
  name: 'storage',
  factory: 'createStorage',
  numbered: (storage) => new NumberedBlocks(storage),
};

export const storeKind: Kind<OrderedStore> = {
  name: 'ordered store',
  factory: 'createStore',
  numbered: (store) => new NumberedPuts(store),
};
