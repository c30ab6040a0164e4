import { expect, test } from 'vitest';
import { orderedStoreSuite } from '../src/index.ts';
import { brokenLog } from './broken-log.ts';
import { failuresOf, namesOf, writeModule } from './failures.ts';

/** Each test of the suite, and a store with a fault that it finds. */
const inMemory: readonly (readonly [fault: string, caughtBy: string])[] = [
  ['finds an empty row in an empty table', 'rows/an empty store has none'],
  ['deletes what begins with a deleted key', 'rows/put, replaced and deleted'],
  ['reads an empty value as nothing', 'rows/an empty value is a row'],
  ['takes an empty value for a deletion', 'rows/an empty value is a row'],
  ['cuts keys at 511 bytes', 'rows/keys of 1 byte to 1,100 bytes'],
  ['cuts values at 4 MiB', 'rows/values of 1 byte to 5 MB'],
  ['keeps two tables in one', 'rows/each table has its own'],
  ['deletes at most 9,000 rows in a write', 'rows/20,000 of them, and none again'],
  ['calls back in the order of the table', 'rows/many keys are read in their order, repeated and missing ones too'],
  ['calls back once for a repeated key', 'rows/many keys are read in their order, repeated and missing ones too'],
  ['swallows errors of the callback', 'rows/an error of the callback reaches the caller, and the view goes on'],
  ['sorts first bytes as signed ones', 'ranges/bytes are unsigned, and a key comes before those that begin with it'],
  ['counts the upper bound in when it goes back', 'ranges/every combination of from, to, reverse and limit'],
  ['exchanges bounds in the wrong order', 'ranges/empty ones'],
  ['skips what begins with the last key of a page', 'ranges/page by page, each row once'],
  ['cuts bounds at the size of the longest key', 'ranges/bounds longer than any key'],
  ['ends a backward range of large rows early', 'ranges/rows of megabytes'],
  ['refuses a write of nothing', 'atomic/a write of nothing'],
  ['writes what came before its source threw', 'atomic/a write whose source throws changes nothing'],
  ['writes table by table', 'atomic/reads beside a write see all of it or nothing'],
  ['expects the puts of a table one after another', 'atomic/random writes do what a map of rows says'],
  ['gives views that move on', 'views/stay as they were, in whatever order they are closed'],
  ['moves a view on behind its first page', 'views/a walk goes on as it began'],
  ['answers from closed views', 'views/a closed one does not answer, and may be closed twice'],
  ['does not close while views are open', 'views/those that are left open do not hold up closing the store'],
  ['keeps the buffers that it was passed', 'buffers/what a caller does to them after a write changes nothing'],
  ['answers with the bound that it was asked for', 'buffers/what a caller does to them after a read changes nothing'],
  ['hands out the rows that it keeps', 'buffers/the rows of a range are plain, and belong to the caller'],
  ['hands out Buffers', 'buffers/the rows of a range are plain, and belong to the caller'],
  [
    'uses the memory of its ranges again',
    'buffers/the rows of a range stay as they are, whatever is read and written later',
  ],
  ['lets its manifest be changed', 'lifecycle/the manifest is frozen, plain and always the same'],
  ['remembers what a volatile store forgets', 'lifecycle/opens again: with everything, or empty when volatile'],
  ['fails when it is closed twice', 'lifecycle/closed twice, and before it was opened'],
  ['keeps the rows of all locations together', 'lifecycle/two locations are apart'],
  ['has a size of 0', 'lifecycle/its size grows with what it holds'],
  ['finds problems where there are none', 'lifecycle/a sound store has no problems'],
];

test.each(inMemory)('a store that %s', async (fault, caughtBy) => {
  const source = new URL('./stores/broken.mjs', import.meta.url);
  const module = writeModule(
    `store ${fault}`,
    `import { createBroken } from '${source}';\nexport const createStore = () => createBroken('${fault}');\n`,
  );
  await expectCaught(module, caughtBy);
});

/** Faults with files and other threads, which cannot be shown in memory. */
const inLogs: readonly (readonly [fault: string, caughtBy: string])[] = [
  ['lets in a second writer', 'lifecycle/a second writer is refused, a later one is not'],
  ['forgets that it is readOnly', 'lifecycle/readOnly reads what is there'],
  ['makes its files when it is readOnly', 'lifecycle/readOnly needs data and makes none'],
  ['throws errors of the file system', 'lifecycle/a location that cannot be is a clear error'],
  ['reads what was there when it opened', 'readers/another thread sees each change once it resolved'],
  ['reads what was there when it opened', 'readers/another process sees each change once it resolved'],
  ['moves the views of readers on', 'readers/another thread keeps what it holds while the writer goes on'],
  ['waits for its readers', 'readers/a thread that is terminated harms nobody'],
  ['resolves before it has written', 'crash/after a kill a prefix of the changes, every reported one included'],
  ['writes a change in two entries', 'crash/after a kill a prefix of the changes, every reported one included'],
  ['leaves half an entry on a full disk', 'crash/a full disk refuses a change whole, and later ones go on'],
];

test.each(inLogs)('a store that %s: %s', async (fault, caughtBy) => {
  await expectCaught(brokenLog(fault), caughtBy);
});

async function expectCaught(module: URL, caughtBy: string): Promise<void> {
  // A store in which nothing works would be found by every test.
  const simple = 'rows/put, replaced and deleted';
  if (caughtBy !== simple) expect(await failuresOf(orderedStoreSuite, module, simple)).toEqual([]);
  expect(await failuresOf(orderedStoreSuite, module, caughtBy)).toEqual([caughtBy]);
}

test('each test of the suite finds a fault', () => {
  const finding = new Set([...inMemory, ...inLogs].map(([, caughtBy]) => caughtBy));
  // `broken-storages.test.ts` runs it in a process of its own, because no file system may be mounted everywhere.
  const elsewhere = 'crash/so does a full file system';
  expect(namesOf(orderedStoreSuite).filter((name) => !finding.has(name))).toEqual([elsewhere]);
});
