// `createStorage` is what every storage module exports: tools name a storage by its module.
export { createLmdbStorage, createLmdbStorage as createStorage } from './lmdb-storage.ts';
