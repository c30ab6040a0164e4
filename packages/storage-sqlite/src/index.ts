// `createStorage` is what every storage module exports: tools name a storage by its module.
export { createSqliteStorage, createSqliteStorage as createStorage } from './sqlite-storage.ts';
