import type { Mutant } from '../../../tooling/mutants/mutant.ts';

const plan = 'packages/versioned-storage/src/writing/write-plan.ts';
const prune = 'packages/versioned-storage/src/writing/prune-slice.ts';

const engine = (name: string) => ['packages/versioned-storage/test/engine.test.ts', name] as const;
const runs = (name: string) => ['packages/versioned-storage/src/transactions/run-builder.test.ts', name] as const;
const rows = (name: string) => ['packages/versioned-storage/src/rows/change-row.test.ts', name] as const;

/** Faults in the engine of versioned storages; `tooling/mutants/mutants.test.ts` shows that a test notices each of them. */
export const mutants: readonly Mutant[] = [
  {
    id: 'versioned-storage/flush-marks-too-early',
    breaks: 'The state says that latest is complete as soon as a flush has begun.',
    file: plan,
    replace: 'if (!flush.isDone) return;',
    by: '',
    killedBy: engine('a flush is written in slices beside later commits, none of which has all of it'),
  },
  {
    id: 'versioned-storage/rows-dropped-early',
    breaks: 'Pruning removes the row of changes at the watermark too, which has the value that held there.',
    file: prune,
    replace: 'const end = Math.min(prunedBelow, (flushed ?? -1) + 1);',
    by: 'const end = Math.min(prunedBelow + 1, (flushed ?? -1) + 1);',
    killedBy: engine('pruning removes rows of changes and landmarks, and keeps the values that held at the watermark'),
  },
  {
    id: 'versioned-storage/pruning-does-not-flush',
    breaks: 'Pruning removes rows of changes whose newest versions latest does not have yet.',
    file: prune,
    replace: 'Math.min(prunedBelow, (flushed ?? -1) + 1)',
    by: 'prunedBelow',
    killedBy: engine('pruning removes rows of changes and landmarks, and keeps the values that held at the watermark'),
  },
  {
    id: 'versioned-storage/generation-without-births',
    breaks: 'A snapshot sees versions that were committed after it.',
    file: 'packages/versioned-storage/src/pending/generation.ts',
    replace: 'if (born <= sequence && sequence < died) return changes.after',
    by: 'if (sequence < died) return changes.after',
    killedBy: engine('a reader beside the writer follows commits, flushes and rollbacks'),
  },
  {
    id: 'versioned-storage/wrong-before',
    breaks: 'A rollback of several blocks restores the version before the last of them.',
    file: plan,
    replace: 'for (let topoheight = head ?? rollbackTo; topoheight > rollbackTo; topoheight--) {',
    by: 'for (let topoheight = rollbackTo + 1; topoheight <= (head ?? rollbackTo); topoheight++) {',
    killedBy: engine('a rollback below what latest has puts the versions before back there'),
  },
  {
    id: 'versioned-storage/rollback-forgets-latest',
    breaks: 'A rollback leaves newer versions in latest.',
    file: plan,
    replace: 'if (reach === null || undoneFrom > reach) continue;',
    by: 'continue;',
    killedBy: engine('a rollback below what latest has puts the versions before back there'),
  },
  {
    id: 'versioned-storage/run-lost-in-a-merge',
    breaks: 'A merge of runs forgets one of its inputs.',
    file: 'packages/versioned-storage/src/transactions/run-builder.ts',
    replace: 'await Promise.all(merge.inputs.map(',
    by: 'await Promise.all(merge.inputs.slice(1).map(',
    killedBy: runs('runs stay few, each level has less than two merges of them, and what was merged is deleted'),
  },
  {
    id: 'versioned-storage/merge-skips-entries',
    breaks: 'A merge that goes on in a later write skips an entry.',
    file: 'packages/versioned-storage/src/transactions/run-builder.ts',
    replace: 'compareEntries(cursor.bytes, cursor.at, last, 0) <= 0',
    by: 'compareEntries(cursor.bytes, cursor.at - (cursor.at > 0 ? ENTRY_SIZE : 0), last, 0) <= 0',
    killedBy: runs('runs stay few, each level has less than two merges of them, and what was merged is deleted'),
  },
  {
    id: 'versioned-storage/link-lost',
    breaks: 'A row of changes gives its versions without the link to the version before.',
    file: 'packages/versioned-storage/src/rows/change-row.ts',
    replace: 'return { topoheight, previous, value: start === null ? null : this.bytes.slice(start, this.#at) };',
    by: 'return { topoheight, previous: null, value: start === null ? null : this.bytes.slice(start, this.#at) };',
    killedBy: rows('a row gives back what it was made of'),
  },
  {
    id: 'versioned-storage/no-landmarks',
    breaks: 'No version is a landmark, so that a read far back follows every link.',
    file: 'packages/versioned-storage/src/rows/place-hash.ts',
    replace: '% LANDMARK_EVERY === 0',
    by: '% LANDMARK_EVERY === -1',
    killedBy: engine('a version far back is found by a landmark and a few links'),
  },
];
