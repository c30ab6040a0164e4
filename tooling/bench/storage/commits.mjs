// Commits of transfers between random accounts, in turns with equal writes by hand.
import { engines } from './engines.mjs';
import { measureHeads } from './heads.mjs';
import { zipf } from './random.mjs';
import { atLeast, atMost, rowOfP99, rowsOfCost } from './rows.mjs';
import { count, settings } from './settings.mjs';
import { Turns, timed } from './timing.mjs';
import { Twins } from './twins.mjs';

/** How many times less CPU a transfer takes than by hand, by accounts. */
const TARGETS = new Map([
  [10_000, 3],
  [100_000, 4],
  [1_000_000, 6],
]);
const ZIPF_TARGET = 6;
const SQLITE_TARGET = 2;
// Blocks before those that are measured: among few transactions, the row that each has by hand costs little.
const SQLITE_WARM_UP = 100;

const blocksOf = ({ ones }) =>
  `${ones.length} blocks with ${settings.flushes} flush${settings.flushes > 1 ? 'es' : ''}`;

/** @param accounts the number of accounts */
export async function* measureCommits(folder, accounts, isLargest) {
  const name = `LMDB, ${count(accounts)} accounts`;
  const twins = await Twins.filled(engines.LMDB, folder, accounts);
  const target = TARGETS.has(accounts) ? atLeast(TARGETS.get(accounts)) : null;
  await twins.sample();
  const turns = await twins.sample();
  yield* rowsOfCost(`${name}, ${blocksOf(turns)}`, turns, target);
  const reading = await twins.sample({ hasPrevious: false });
  yield* rowsOfCost(`${name}, the storage reads what it replaces`, reading);
  if (isLargest) {
    const draw = zipf(accounts);
    await twins.sample({ draw });
    const popular = await twins.sample({ draw });
    yield* rowsOfCost(`${name}, Zipf 1.0, ${blocksOf(popular)}`, popular, atLeast(ZIPF_TARGET));
  }
  const times = [];
  for (let i = 0; i < settings.commits; i++) {
    const block = twins.chain.workload.next();
    times.push(await timed(() => twins.chain.commit(block)));
  }
  const rest = { baseline: 'its median', target: atMost(3, 'ratio') };
  yield rowOfP99(`${name}: p99 of ${count(times.length)} commits`, times, rest);
  if (isLargest) yield* measureHeads(name, twins);
  await twins.close();
}

export async function* measureSqlite(folder, accounts) {
  const twins = await Twins.filled(engines.SQLite, folder, accounts);
  for (let i = 0; i < Math.min(SQLITE_WARM_UP, settings.sqliteCommits); i++) await twins.both(new Turns());
  for (const hasPrevious of [true, false]) {
    const turns = new Turns();
    for (let i = 0; i < settings.sqliteCommits; i++) await twins.both(turns, { hasPrevious });
    const name = `SQLite, ${count(accounts)} accounts`;
    if (hasPrevious) yield* rowsOfCost(`${name}, ${turns.ones.length} blocks`, turns, atLeast(SQLITE_TARGET));
    else yield* rowsOfCost(`${name}, the storage reads what it replaces`, turns);
  }
  await twins.close();
}
