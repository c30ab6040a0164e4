import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import {
  blockSuite,
  bufferSuite,
  commitSuite,
  crashSuite,
  importSuite,
  iterationSuite,
  lifecycleSuite,
  modelSuite,
  pruneSuite,
  readerSuite,
  snapshotSuite,
  storageSuite,
  versionSuite,
} from '../src/index.ts';
import { brokenLog } from './broken-log.ts';
import { failuresOf, writeModule } from './failures.ts';

function faultyModule(fault: string): URL {
  const source = new URL('./storages/broken.mjs', import.meta.url);
  return writeModule(
    fault,
    `import { createFaulty } from '${source}';\nexport const createStorage = () => createFaulty('${fault}');\n`,
  );
}

/** Asserts that a broken storage still does simple things: a storage in which nothing works would be found by every test. */
async function expectMostlyWorks(module: URL): Promise<void> {
  expect(await failuresOf(versionSuite, module, 'versions/an empty storage has nothing')).toEqual([]);
}

test.each([
  ['takes a deletion for nothing', versionSuite, 'versions/the newest at or below, over gaps and a deletion'],
  ['keeps a u64 as a float', versionSuite, 'versions/every u64 of a nonce and a balance'],
  ['sorts keys by length first', iterationSuite, 'iteration/byte order, a prefix before what it begins'],
  [
    'reads on while it iterates',
    iterationSuite,
    'iteration/the state at its beginning, whatever is committed meanwhile',
  ],
  [
    'hands out the buffers it keeps',
    bufferSuite,
    'buffers/what a caller does to a result changes nothing, and results are plain',
  ],
  [
    'gives the hash back that it was asked for',
    bufferSuite,
    'buffers/what a caller does to a result changes nothing, and results are plain',
  ],
  [
    'reads into memory that it uses again',
    bufferSuite,
    'buffers/a result stays as it is, whatever is read and written later',
  ],
  ['forgets the bytes of undone blocks', blockSuite, 'blocks/without a place, then with one'],
  ['commits block by block', commitSuite, 'commits/reads beside a commit see one state or the other'],
  [
    'keeps the metadata of undone blocks',
    commitSuite,
    'commits/a rollback alone brings back the metadata of its block',
  ],
  ['gives snapshots that move on', snapshotSuite, 'snapshots/stay as they were, in whatever order they are closed'],
  ['prunes one version too many', pruneSuite, 'pruning/the last version below stays, without a link'],
  ['prunes all in one slice', pruneSuite, 'pruning/no slice holds up a block for long'],
  ['tells other metadata of an earlier block', commitSuite, 'commits/metadata of earlier blocks, where they are told'],
  [
    'returns what records hold now for what a block wrote',
    commitSuite,
    'commits/the writes of a block, where they are known',
  ],
  ['shows an import before its end', importSuite, 'import/is invisible until the end'],
  [
    'stays open for changes of its manifest',
    lifecycleSuite,
    'lifecycle/the manifest is frozen, plain and always the same',
  ],
  [
    'loses a record when three blocks are undone at once',
    modelSuite,
    'model/random commits, rollbacks, pruning and openings do what a list of blocks says',
  ],
])('a storage that %s', async (fault, suite, caughtBy) => {
  const module = faultyModule(fault);
  await expectMostlyWorks(module);
  expect(await failuresOf(suite, module)).toContain(caughtBy);
});

test('a storage that hands out parts of larger pieces of memory is right', async () => {
  const module = faultyModule('hands out parts of larger pieces of memory');
  for (const suite of [versionSuite, iterationSuite, bufferSuite, importSuite, modelSuite]) {
    const failures: string[] = await failuresOf(suite, module);
    expect(failures).toEqual([]);
  }
});

// The engine over the store of the tutorial with a fault: faults with files and other threads cannot be shown in memory.
test.each([
  ['lets in a second writer', lifecycleSuite, 'lifecycle/a second writer is refused, a later one is not'],
  ['forgets that it is readOnly', lifecycleSuite, 'lifecycle/readOnly reads and does not write'],
  ['reads what was there when it opened', readerSuite, 'readers/another thread sees each change once it resolved'],
  [
    'resolves before it has written',
    crashSuite,
    'crash/after a kill a prefix of the changes, every reported one included',
  ],
  [
    'writes a change in two entries',
    crashSuite,
    'crash/after a kill a prefix of the changes, every reported one included',
  ],
  ['leaves half an entry on a full disk', crashSuite, 'crash/a full disk refuses a change whole, and later ones go on'],
])('a storage over a store that %s', async (fault, suite, caughtBy) => {
  const module = brokenLog(fault);
  await expectMostlyWorks(module);
  expect(await failuresOf(suite, module, caughtBy)).toEqual([caughtBy]);
});

const full = ['crash/a full disk refuses a change whole, and later ones go on', 'crash/so does a full file system'];
const seen = [
  'readers/another thread sees each change once it resolved',
  'readers/another process sees each change once it resolved',
];

test.each([
  ['storageSuite', 'throws when it is read in another thread', seen, 'no reading here'],
  ['orderedStoreSuite', 'throws when it is read in another thread', seen, 'no reading here'],
  ['storageSuite', 'cannot be read when it is full', full, 'cannot say its head'],
  ['orderedStoreSuite', 'cannot be read when it is full', full, 'cannot say its head'],
  ['orderedStoreSuite', 'gives up for ever when the disk is full', full, 'there is room again, and change'],
  ['storageSuite', 'loses what it acknowledged around a full disk', full, 'changes are lost that were acknowledged: '],
  [
    'orderedStoreSuite',
    'loses what it acknowledged around a full disk',
    full,
    'changes are lost that were acknowledged: ',
  ],
] as const)('a process in which the %s tests a store that %s ends, and says why', (suite, fault, failing, because) => {
  const file = writeModule(
    `${suite} of a log that ${fault}`,
    `import { describe, test } from 'node:test';
import { ${suite} as suite } from '@tos/storage-testkit';
const few = (name, body) => /full|readers|badge/.test(name) && test(name, body);
suite({ describe, test: few }, '${brokenLog(fault)}');
`,
  );
  const { NODE_OPTIONS: _, VITEST: __, ...env } = process.env;
  // The process hung once. The runner's limit cannot end it, because spawnSync stops this thread.
  const { status, stdout } = spawnSync(process.execPath, ['--test', fileURLToPath(file)], {
    encoding: 'utf8',
    env,
    timeout: 600_000,
  });
  expect(status, stdout).toBe(1);
  for (const name of failing) {
    // One of the tests does not run where no file system may be mounted.
    if (!stdout.includes(`unsupported: ${name}`)) expect(stdout, name).toContain(`FAILED: ${name}`);
  }
  expect(stdout).toContain(because);
});

test('what is known to fail fails with a reason, and passing is a failure then', async () => {
  const broken = faultyModule('keeps a u64 as a float');
  const test = 'versions/every u64 of a nonce and a balance';
  const passing = 'versions/an empty storage has nothing';
  const known: typeof storageSuite = (runner, module) =>
    storageSuite(runner, module, {
      knownFailures: [
        { test, reason: 'floats' },
        { test: passing, reason: 'none' },
      ],
    });
  expect(await failuresOf(known, broken, test)).toEqual([]);
  expect(await failuresOf(known, broken, passing)).toEqual([passing]);
});
