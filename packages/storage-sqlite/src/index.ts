// Every storage module exports `createStorage`: tools name a storage by its module.
export { createSqliteStorage, createSqliteStorage as createStorage } from './sqlite-storage.ts';
