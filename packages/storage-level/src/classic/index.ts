// Every storage module exports `createStore` and `createStorage`: tools name a storage by its module.
export {
  createClassicLevelStorage,
  createClassicLevelStorage as createStorage,
  createClassicLevelStore,
  createClassicLevelStore as createStore,
} from './create-classic-level-store.ts';
