import type { EquivalentMutant, Mutant } from '../../../tooling/mutants/mutant.ts';

const conflicts = 'packages/tasks/src/conflicts/detect-conflicts.ts';
const overlay = 'packages/state/src/overlay/block-overlay.ts';
const parallel = 'packages/executor/src/block/execute-transactions-parallel.ts';

const detecting = (name: string) => ['packages/tasks/src/conflicts/detect-conflicts.test.ts', name] as const;
const sharing = (name: string) => ['packages/executor/src/block/block-conflicts.test.ts', name] as const;
const bug = (name: string) => ['packages/executor/test/bugs-of-the-original.test.ts', name] as const;
const stages = (name: string) => ['packages/executor/test/worker-stages.test.ts', `one job > ${name}`] as const;
const failing = (name: string) => ['packages/executor/test/failed-transactions.test.ts', name] as const;
const pool = (name: string) => ['packages/executor/test/verification-pool.test.ts', name] as const;
const fault = (name: string) => ['packages/executor/test/worker-faults.test.ts', name] as const;

/** Faults in the parts that the block executor relies on; `tooling/mutants/mutants.test.ts` shows that a test notices each of them. */
export const mutants: readonly Mutant[] = [
  {
    id: 'executor/credits-exclude',
    breaks: 'A credit excludes another credit of the same cell.',
    file: conflicts,
    replace: 'const shares = mode === this.#groupMode[cell] && mode !== CellAccess.EXCLUSIVE;',
    by: 'const shares = mode === this.#groupMode[cell] && mode === CellAccess.READ;',
    killedBy: detecting('detectConflicts > credits commute: an airdrop to one account has no edges'),
  },
  {
    id: 'executor/write-beside-reads',
    breaks: 'A change of a cell does not wait for those who read it.',
    file: conflicts,
    replace: 'const shares = mode === this.#groupMode[cell] && mode !== CellAccess.EXCLUSIVE;',
    by: 'const shares = this.#groupMode[cell] === CellAccess.READ;',
    killedBy: sharing('conflict rate > read, then exclusive'),
  },
  {
    id: 'executor/newest-reader-forgotten',
    breaks: 'Off by one among predecessors: a change does not wait for the newest member of the group before it.',
    file: conflicts,
    replace: 'let member = last; member',
    by: 'let member = this.#memberBefore[last]!; member',
    killedBy: detecting('detectConflicts > 10,000 readers before one writer: one edge each'),
  },
  {
    id: 'executor/failed-is-kept',
    breaks: 'What a failed transaction changed is kept.',
    file: 'packages/executor/src/block/in-order-pass.ts',
    replace: 'else overlay.revert();',
    by: 'else overlay.accept();',
    killedBy: failing('of a failed transaction nothing stays > neither amounts nor that its balances moved'),
  },
  {
    id: 'executor/revert-forgets-flags',
    breaks: 'Undoing a transaction leaves its balances marked as debited and credited.',
    file: overlay,
    replace: 'this.#flags[cell] = entry.flags;',
    by: '',
    killedBy: failing('of a failed transaction nothing stays > neither amounts nor that its balances moved'),
  },
  {
    id: 'executor/revert-forgets-records',
    breaks: 'Undoing a transaction leaves the records that it set.',
    file: overlay,
    replace: 'this.#putRecord(entry.cell, this.#flags[entry.cell]!, entry.record);',
    by: '',
    killedBy: failing('of a failed transaction nothing stays > nor records that it set, replaced or deleted'),
  },
  {
    id: 'executor/revert-forgets-output',
    breaks: 'Undoing a transaction leaves the low half of the balance that its last debit left.',
    file: overlay,
    replace: 'this.#outputLow[cell] = entry.outputLow;',
    by: '',
    killedBy: failing('of a failed transaction nothing stays > nor the balance that its last debit left'),
  },
  {
    id: 'executor/unchanged-is-written',
    breaks: 'A record that was only read gets a new version.',
    file: overlay,
    replace: "if (domain.cell === 'bytes') return !equalRecords(this.#records.get(cell), this.#base.record(cell));",
    by: "if (domain.cell === 'bytes') return true;",
    killedBy: failing('of a record, the block writes > nothing when it ends as it began'),
  },
  {
    id: 'executor/deletion-is-dropped',
    breaks: 'A record that was deleted is not among the changes.',
    file: overlay,
    replace: 'if ((flags & EXISTS) === 0) return this.#base.exists(cell);',
    by: 'if ((flags & EXISTS) === 0) return false;',
    killedBy: failing('of a record, the block writes > a deletion'),
  },
  {
    id: 'executor/writes-unsorted',
    breaks: 'Writes come in the order of first use.',
    file: overlay,
    replace: 'sortedByRank(rank, (a, b) => this.#compareKeys(changed[a]!, changed[b]!))',
    by: 'rank.keys()',
    killedBy: failing('of a record, the block writes > balance before multisig, in whatever order they changed'),
  },
  {
    id: 'executor/cached-version-without-link',
    breaks: 'The head cache keeps no link to the version that a block replaced.',
    file: 'packages/state/src/overlay/head-cache.ts',
    replace: 'previous: previous === null ? null : previous.topoheight, value',
    by: 'previous: null, value',
    killedBy: [
      'packages/state/src/overlay/head-cache.test.ts',
      'blocks over a cache see what blocks over the storage see, whatever is committed, rolled back, or forgotten',
    ],
  },
  {
    id: 'executor/verdict-by-hash-alone',
    breaks: 'A remembered verdict is given to whatever claims the hash of a good transaction.',
    file: 'packages/executor/src/verification/verdict-generation.ts',
    replace: 'if (this.#isSame(found - 1, batch, i)) return slot;',
    by: 'if (isEqual(batch.hash, HASH_SIZE * i, this.#entries, found - 1, HASH_SIZE)) return slot;',
    killedBy: bug(
      'signatures (1, U13) > a hash column that names another transaction does not make a forged signature good',
    ),
  },
  {
    id: 'executor/late-failure-hides-forgery',
    breaks: 'A transaction that is forged and cannot pay either is refused for the coins.',
    file: parallel,
    replace: "return step === 'apply' ? index + 1 : index;",
    by: "return step === 'check' ? index + 1 : index;",
    killedBy: bug('signatures (1, U13) > of a forged signature and another failure, the earlier one refuses the block'),
  },
  {
    id: 'executor/unknown-is-good',
    breaks: 'A signature that no worker answered for is taken for good.',
    file: 'packages/executor/src/verification/trusted-verdict.ts',
    replace: 'verifier.verifyBatch(records, slot, slot + 1, verdicts);',
    by: 'verdicts[slot] = Verdict.GOOD;',
    killedBy: fault('a failing worker costs a block its speed, never its result > GARBAGE'),
  },
  {
    id: 'executor/old-memory-kept',
    breaks: 'After a fault, the memory that the faulty thread knows is used again.',
    file: 'packages/executor/src/verification/verification-pool.ts',
    replace: 'this.#memory = new SharedArrayBuffer(0);',
    by: '',
    killedBy: stages('after a fault, nobody uses the memory that the thread knows'),
  },
  {
    id: 'executor/any-ack-will-do',
    breaks: 'The ACK of an older job is taken for that of this one.',
    file: 'packages/executor/src/verification/worker-handle.ts',
    replace: 'if (acknowledged === job) return true;',
    by: 'if (acknowledged !== 0) return true;',
    killedBy: stages('what a thread still works on is waited for: an ACK is for one job'),
  },
  {
    id: 'executor/replaced-too-soon',
    breaks: 'Another thread takes the place of one that is not gone yet.',
    file: 'packages/executor/src/verification/verification-pool.ts',
    replace: 'void worker.ended.then(() => this.#replace(worker));',
    by: 'void worker.started.then(() => this.#replace(worker));',
    killedBy: stages('a thread that is silent is ended, and gone before another takes its place'),
  },
  {
    id: 'executor/limit-is-raised',
    breaks: 'The limit of what needs a verdict goes up instead of down.',
    file: 'packages/executor/src/verification/verify-claims.ts',
    replace: 'if (current <= limit ||',
    by: 'if (current >= limit ||',
    killedBy: pool('verification pool > a limit spares the records behind it'),
  },
  {
    id: 'executor/limit-unread-in-threads',
    breaks: 'Worker threads go on behind the limit.',
    file: 'packages/executor/dist/verification/verify-claims.js',
    replace: 'const limit = Atomics.load(control, LIMIT);',
    by: 'const limit = end;',
    killedBy: pool('verification pool > a limit spares the records behind it'),
  },
];

export const equivalentMutants: readonly EquivalentMutant[] = [
  {
    breaks: 'Accepting a transaction does not empty the journal.',
    file: overlay,
    why: 'The next one empties it before its first change, and nothing undoes anything in between.',
  },
  {
    breaks: 'A bad signature does not stop the others (no `lowerLimit` in `verifyClaim`).',
    file: 'packages/executor/src/verification/verify-claims.ts',
    why: 'More is verified than is needed; the lowest bad signature decides all the same. It costs time, which no test asserts.',
  },
  {
    breaks: 'A verdict that is neither good nor bad is kept as it is in `verifyBatch` of a worker.',
    file: 'packages/executor/src/verification/verification-worker.ts',
    why: 'Main trusts 1 and 2 alone: any other byte is verified again, whoever wrote it.',
  },
];
