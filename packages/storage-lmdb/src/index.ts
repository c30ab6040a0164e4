// `createStore` and `createStorage` are what every module with a store exports: tools name a store by its module.
export { createLmdbStorage, createLmdbStorage as createStorage } from './lmdb-storage.ts';
export { createLmdbStore, createLmdbStore as createStore } from './lmdb-store.ts';
