import { domains } from '@tos/state';
import { createSqliteStorage } from '@tos/storage-sqlite';

// A kind of record is a row of the domain table: two tables and two views follow from it, named after it.
const { name, key, value } = domains.balance;
console.log(`latest_${name}, versions_${name}:`, [...key, ...value].map((field) => field.name).join(' '));

// What the storage can do; the kit tests all of it.
const { durability, concurrentReaders, pruning } = createSqliteStorage({ location: 'unused' }).manifest;
console.log(durability, concurrentReaders, pruning); // power processes true
