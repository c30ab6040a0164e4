import { domains } from '@tos/state';
import { createSqliteStore } from '@tos/storage-sqlite';
import { createVersionedStorage, storeTables } from '@tos/versioned-storage';

// A kind of record is a row of the domain table. Its view is made from that row, and has its name.
const { name, key, value } = domains.balance;
console.log(`${name}:`, [...key, ...value].map((field) => field.name).join(' '));

// An ordered store knows tables of bytes. The engine above it makes a storage of it: here one that costs less per block, because newest
// versions wait in memory, and whose views are behind the head by up to 64 MiB of them.
const store = createSqliteStore({ location: 'unused' });
const { durability, pruning } = createVersionedStorage(store, { pendingBytes: 2 ** 26 }).manifest;
console.log(durability, pruning, storeTables.length); // power true 8
