// The storages that are measured, and equal writes by hand on the libraries under them.
import { LmdbByHand } from './by-hand-lmdb.mjs';
import { SqliteByHand } from './by-hand-sqlite.mjs';
import { settings } from './settings.mjs';

const packages = new URL('../../../packages/', import.meta.url);
const lmdb = await import(new URL('storage-lmdb/dist/index.js', packages));
const sqlite = await import(new URL('storage-sqlite/dist/index.js', packages));

export const engines = {
  LMDB: {
    name: 'LMDB',
    createStorage: lmdb.createStorage,
    createStore: lmdb.createStore,
    pendingBytes: settings.pendingMiB * 2 ** 20,
    ByHand: LmdbByHand,
    file: 'data.mdb',
  },
  SQLite: {
    name: 'SQLite',
    createStorage: sqlite.createStorage,
    createStore: sqlite.createStore,
    pendingBytes: 0,
    ByHand: SqliteByHand,
    file: 'chain.sqlite',
  },
};
