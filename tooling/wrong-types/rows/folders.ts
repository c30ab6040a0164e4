import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as dataFolder from '../../../packages/data-folder/src/index.ts';
import {
  createClassicLevelStorage,
  createClassicLevelStore,
} from '../../../packages/storage-level/src/classic/index.ts';
import { createLevelStorage, createLevelStore } from '../../../packages/storage-level/src/index.ts';
import { memoryDatabase } from '../../../packages/storage-level/test/memory-database.ts';
import { createLmdbStorage, createLmdbStore } from '../../../packages/storage-lmdb/src/index.ts';
import { createSqliteStorage, createSqliteStore } from '../../../packages/storage-sqlite/src/index.ts';
import { integer, type Kind, object, optional } from '../kinds.ts';
import type { Inner, Rows } from '../row.ts';

const folder = mkdtempSync(join(tmpdir(), 'tos-wrong-types-'));
const path: Kind = { good: folder, takes: (value) => typeof value === 'string' };
const file: Kind = { good: join(folder, 'file'), takes: (value) => typeof value === 'string' };
const content: Kind = { good: 'x', takes: (value) => typeof value === 'string' || value instanceof Uint8Array };
const options = object({
  location: { good: folder, takes: (value) => typeof value === 'string' && value !== '' },
  readOnly: optional({ good: false, takes: (value) => typeof value === 'boolean' }),
});

export const ofDataFolder: { readonly rows: Rows; readonly inner: Inner } = {
  rows: {
    lockFolder: { args: [path], call: async (at) => (await dataFolder.lockFolder(at)).release() },
    folderOwner: { args: [path], call: (at) => dataFolder.folderOwner(at) },
    makeFolder: { args: [path], call: (at) => dataFolder.makeFolder(at) },
    writeFileDurably: { args: [file, content], call: (at, given) => dataFolder.writeFileDurably(at, given) },
    DraftFile: { args: [file], call: (at) => new dataFolder.DraftFile(at).discard() },
    syncFolder: { args: [path], call: (at) => dataFolder.syncFolder(at) },
  },
  inner: { 'DraftFile.*': 'no arguments' },
};

// The base class of storages checks the arguments of their methods: rows/state.ts has these rows.
export const ofLmdb: { readonly rows: Rows; readonly inner: Inner } = {
  rows: {
    createLmdbStore: { args: [options], call: (given) => createLmdbStore(given) },
    createLmdbStorage: { args: [options], call: (given) => createLmdbStorage(given) },
  },
  inner: { createStorage: 'the same function', createStore: 'the same function' },
};

const database: Kind = { good: memoryDatabase, takes: (value) => value === memoryDatabase };
const durability = { durability: optional({ good: 'none', takes: (value) => value === 'none' }) };

export const ofLevel: { readonly rows: Rows; readonly inner: Inner } = {
  rows: {
    createLevelStore: {
      args: [database, optional(object(durability))],
      call: (given, how) => createLevelStore(given, how),
    },
    createLevelStorage: {
      args: [database, optional(object({ ...durability, pendingBytes: optional(integer()) }))],
      call: (given, how) => createLevelStorage(given, how),
    },
  },
  inner: {},
};

export const ofClassicLevel: { readonly rows: Rows; readonly inner: Inner } = {
  rows: {
    createClassicLevelStore: { args: [options], call: (given) => createClassicLevelStore(given) },
    createClassicLevelStorage: { args: [options], call: (given) => createClassicLevelStorage(given) },
  },
  inner: { createStorage: 'the same function', createStore: 'the same function' },
};

export const ofSqlite: { readonly rows: Rows; readonly inner: Inner } = {
  rows: {
    createSqliteStorage: { args: [options], call: (given) => createSqliteStorage(given) },
    createSqliteStore: { args: [options], call: (given) => createSqliteStore(given) },
  },
  inner: { createStorage: 'the same function', createStore: 'the same function' },
};
