import type { EquivalentMutant, Mutant } from '../../../tooling/mutants/mutant.ts';

const conflicts = 'packages/executor/src/conflicts/detect-conflicts.ts';
const overlay = 'packages/state/src/overlay/block-overlay.ts';
const parallel = 'packages/executor/src/execute-transactions-parallel.ts';

const detecting = (name: string) => ['packages/executor/src/conflicts/detect-conflicts.test.ts', name] as const;
const sharing = (name: string) => ['packages/executor/src/conflicts/access-set-conflicts.test.ts', name] as const;
const bug = (name: string) => ['packages/executor/test/bugs-of-the-original.test.ts', name] as const;
const pool = (name: string) => ['packages/executor/test/verification-pool.test.ts', name] as const;
const fault = (name: string) => ['packages/executor/test/worker-faults.test.ts', name] as const;

/** Faults in what the block executor rests on; `tooling/mutants/mutants.test.ts` shows that a test notices each of them. */
export const mutants: readonly Mutant[] = [
  {
    id: 'executor/credits-exclude',
    breaks: 'A credit excludes another credit of the same cell.',
    file: conflicts,
    replace: 'const shares = mode === this.#groupMode[cell] && mode !== AccessMode.EXCLUSIVE;',
    by: 'const shares = mode === this.#groupMode[cell] && mode === AccessMode.READ;',
    killedBy: detecting('detectConflicts > credits commute: an airdrop to one account has no edges'),
  },
  {
    id: 'executor/write-beside-reads',
    breaks: 'A change of a cell does not wait for those who read it.',
    file: conflicts,
    replace: 'const shares = mode === this.#groupMode[cell] && mode !== AccessMode.EXCLUSIVE;',
    by: 'const shares = this.#groupMode[cell] === AccessMode.READ;',
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
    file: 'packages/executor/src/in-order-pass.ts',
    replace: 'else overlay.revert();',
    by: 'else overlay.accept();',
    killedBy: bug('failures (13, U10, U14, U22) > a failed transaction leaves nothing behind'),
  },
  {
    id: 'executor/revert-forgets-flags',
    breaks: 'Undoing a transaction leaves its balances marked as debited and credited.',
    file: overlay,
    replace: 'this.#flags[cell] = entry.flags;',
    by: '',
    killedBy: bug('failures (13, U10, U14, U22) > a failed transaction leaves nothing behind'),
  },
  {
    id: 'executor/unchanged-is-written',
    breaks: 'A record that was only read gets a new version.',
    file: overlay,
    replace: "if (domain.cell === 'bytes') return !equalRecords(this.#records.get(cell), this.#baseRecords.get(cell));",
    by: "if (domain.cell === 'bytes') return true;",
    killedBy: bug('changes (5 to 7, 20, 21, U2, U11, U12) > a record that was only read is not written'),
  },
  {
    id: 'executor/deletion-is-dropped',
    breaks: 'A record that was deleted is not among the changes.',
    file: overlay,
    replace: 'if (((flags & EXISTS) !== 0) !== (this.#baseExists[cell] === 1)) return true;',
    by: 'if (((flags & EXISTS) !== 0) !== (this.#baseExists[cell] === 1)) return (flags & EXISTS) !== 0;',
    killedBy: bug(
      'changes (5 to 7, 20, 21, U2, U11, U12) > whatever record a rule sets or deletes is among the changes',
    ),
  },
  {
    id: 'executor/writes-unsorted',
    breaks: 'Writes come in the order of first use.',
    file: overlay,
    replace: 'changed.sort((a, b) => rank[a]! - rank[b]! || this.#compareKeys(a, b));',
    by: 'void this.#compareKeys;',
    killedBy: bug('changes (5 to 7, 20, 21, U2, U11, U12) > writes come sorted, however the block is ordered'),
  },
  {
    id: 'executor/verdict-by-hash-alone',
    breaks: 'A remembered verdict is given to whatever claims the hash of a good transaction.',
    file: 'packages/executor/src/verdict-cache.ts',
    replace: 'return known !== undefined && known === digestOf(batch, i);',
    by: 'return known !== undefined;',
    killedBy: bug(
      'signatures (1, U13) > a hash column that names another transaction does not make a forged signature good',
    ),
  },
  {
    id: 'executor/late-failure-hides-forgery',
    breaks: 'A transaction that is forged and cannot pay either is refused for the coins.',
    file: parallel,
    replace: "(records.index[slots] === index && step === 'apply'))",
    by: "(records.index[slots] === index && step === 'check'))",
    killedBy: bug('signatures (1, U13) > of a forged signature and another failure, the earlier one refuses the block'),
  },
  {
    id: 'executor/unknown-is-good',
    breaks: 'A signature that no worker answered for is taken for good.',
    file: parallel,
    replace: 'verifier.verifyBatch(records, slot, slot + 1, verdicts);',
    by: 'verdicts[slot] = Verdict.GOOD;',
    killedBy: fault('a failing worker costs a block its speed, never its result > GARBAGE'),
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
];
