import { domains } from '@tos/state';
import { createSqliteStorage } from '@tos/storage-sqlite';

// A kind of record is a row of the domain table. Two tables and two views are made from the row, and have its name.
const { name, key, value } = domains.balance;
console.log(`latest_${name}, versions_${name}:`, [...key, ...value].map((field) => field.name).join(' '));

// The manifest lists what the storage can do; the kit tests all of it.
const { durability, concurrentReaders, pruning } = createSqliteStorage({ location: 'unused' }).manifest;
console.log(durability, concurrentReaders, pruning); // power processes true
