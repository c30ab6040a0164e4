// The bugs of the original's parallel execution, by the rows of docs/protocol.md §8.2 (1 to 25) and §8.3 (U1 to U29), and the traps
// that parallel executors of any chain have met (T1 to T12): for each, what must hold instead, and the test that shows it.
// `bugs-of-the-original.test.ts` checks that the catalogue is complete, and that every named test exists.

/** A test file, by its path from `packages/`, and words of a title in it. */
export type ShownBy = readonly [file: string, title: string];

export interface CatalogueRow {
  /** What must hold instead of the bug. */
  readonly holds: string;
  /** Tests that show that it holds, or why the bug cannot happen here. */
  readonly shownBy: readonly ShownBy[] | { readonly cannotHappen: string };
}

const here = (title: string): ShownBy => ['executor/test/bugs-of-the-original.test.ts', title];
const intentions = (title: string): ShownBy => ['executor/test/original-intentions.test.ts', title];
const parity: ShownBy = ['executor/test/parity.test.ts', 'every executor gives the result of the plain oracle'];
const steps: ShownBy = ['runtime/src/define-rule.test.ts', 'of two violated steps, the earlier one is told'];
const conservation = here('no block makes or loses a coin');
const residue = here('a failed transaction leaves nothing behind');
const versions = here('a balance keeps its receipts, its zero and its output balance');
const anyRecord = here('whatever record a rule sets or deletes is among the changes');
const rewards = here('reward and fees are added once each to what the miner has');
const oneCommit: ShownBy = ['chain/test/chain.test.ts', 'one atomic commit a block'];
const historyAgain: ShownBy = [
  'chain/test/rollback.test.ts',
  'rolled back and executed again, blocks give what they gave before, in every domain',
];
const commits = (title: string): ShownBy => ['storage-testkit/src/groups/commits.ts', `commits/${title}`];
const transfers = (title: string): ShownBy => ['runtime/src/rules/transfers.test.ts', title];
const reads: ShownBy = [
  'executor/src/block/in-order-pass.test.ts',
  'two batched reads at most, however many transactions',
];

export const catalogue: { readonly [row: string]: CatalogueRow } = {
  '1': { holds: 'every executed transaction is signed', shownBy: [here('a forged signature is executed by nobody')] },
  '2': {
    holds: 'a credit adds to the balance that was stored',
    shownBy: [here('a credit adds to what the receiver has')],
  },
  '3': { holds: 'what one account gets another one gives', shownBy: [conservation] },
  '4': { holds: 'threads are bounded', shownBy: [intentions('a configuration that makes no sense is refused')] },
  '5': { holds: 'every domain that changes is merged', shownBy: [anyRecord] },
  '6': {
    holds: 'a type without a rule is refused, not skipped',
    shownBy: [here('a type without a rule stops the block')],
  },
  '7': {
    holds: 'a deletion is a change',
    shownBy: [anyRecord, intentions('a multisig that was set or deleted is told')],
  },
  '8': { holds: 'one set of checks, in one order', shownBy: [steps, parity] },
  '9': { holds: 'version, minimum fee and reference are checked', shownBy: [steps] },
  '10': {
    holds:
      'a transaction names a block of this chain (coins of the same block are spendable all the same: docs/protocol.md §4.5)',
    shownBy: [['runtime/src/define-rule.test.ts', 'unknown reference']],
  },
  '11': { holds: 'senders are debited', shownBy: [conservation] },
  '12': { holds: 'senders are debited once', shownBy: [conservation] },
  '13': { holds: 'a failed transaction leaves nothing', shownBy: [residue] },
  '14': {
    holds: 'result i belongs to transaction i',
    shownBy: [intentions('there are as many results as transactions, and result i belongs to transaction i')],
  },
  '15': { holds: 'storage is read in batches before the pass, never during it', shownBy: [reads] },
  '16': {
    holds: 'executions wait for each other, not for locks',
    shownBy: [here('blocks that come at the same time')],
  },
  '16b': {
    holds: 'whoever has a balance has an account',
    shownBy: [['runtime/src/rules/transfers.test.ts', 'a receiver that is new to the chain is registered once']],
  },
  '17': {
    holds: 'the reward can be spent in its block',
    shownBy: [intentions('the miner spends its reward in the same')],
  },
  '18': { holds: 'a reward adds to the balance', shownBy: [rewards] },
  '19': { holds: 'a reward is paid once', shownBy: [rewards] },
  '20': { holds: 'what was only read is not written', shownBy: [here('a record that was only read is not written')] },
  '21': { holds: 'writes are sorted', shownBy: [here('writes come sorted, however the block is ordered')] },
  '22': {
    holds: 'counters do not wrap',
    shownBy: [
      ['runtime/src/rules/burn.test.ts', 'a counter that overflows: 0304'],
      ['executor/src/block/in-order-pass.test.ts', 'a fee that overflows the sum of the block: 0304'],
    ],
  },
  '23': {
    holds: 'a block is committed whole or not at all',
    shownBy: [
      oneCommit,
      [
        'storage-testkit/src/groups/crash.ts',
        'crash/after a kill a prefix of the changes, every reported one included',
      ],
    ],
  },
  '24': {
    holds: 'both sides of a comparison time the same work',
    shownBy: { cannotHappen: 'no test and no decision rests on a time; benchmarks time both sides in one run' },
  },
  '25': {
    holds: 'parallel execution is switched at run time',
    shownBy: [['executor/src/block/execution-mode.test.ts', 'which executor runs a block']],
  },

  U1: { holds: 'senders are debited by every executor', shownBy: [conservation, parity] },
  U2: {
    holds: "the sender's nonce is written: no replay",
    shownBy: [here('a block that was executed cannot be executed again')],
  },
  U3: { holds: 'a sender keeps what it received in the block', shownBy: [versions] },
  U4: { holds: 'a balance of 0 is a change', shownBy: [versions] },
  U5: {
    holds: "versions get the block's own topoheight",
    shownBy: [
      historyAgain,
      ['chain/test/chain.test.ts', 'blocks that one chain produces, another imports, to the same'],
    ],
  },
  U6: {
    holds: 'a version links to the one before it, never to itself',
    shownBy: [
      commits('blocks of one change link to each other'),
      commits('after a rollback and other blocks, as if the undone ones had never been there'),
    ],
  },
  U7: { holds: 'type and output balance are kept', shownBy: [versions] },
  U8: {
    holds: 'a transaction that another block executed is not executed again',
    shownBy: [here('a block that was executed cannot be executed again')],
  },
  U9: { holds: 'nonces are those of the state, across the blocks of a reorganisation too', shownBy: [historyAgain] },
  U10: {
    holds: 'a fee in ENERGY gets one answer from every executor',
    shownBy: [here('a transfer with its fee in ENERGY gets the same answer everywhere')],
  },
  U11: { holds: 'support is a rule, not a claim', shownBy: [here('a type without a rule stops the block')] },
  U12: { holds: 'what rules change reaches the merge', shownBy: [anyRecord] },
  U13: { holds: 'multisig binds', shownBy: [here('an account with multisig cannot send with one signature')] },
  U14: { holds: 'what can fail does so before anything is kept', shownBy: [residue] },
  U15: {
    holds: 'the burned supply is the counter of the chain, a u64, and not clamped',
    shownBy: [['runtime/src/rules/burn.test.ts', 'the sender pays amount and fee, and the counter has the amount']],
  },
  U16: { holds: 'a hot account closes no batch: there are none', shownBy: [parity] },
  U17: {
    holds: 'a record that was not declared cannot be used',
    shownBy: [['state/src/overlay/block-overlay.test.ts', 'a cell that was never loaded throws TOS_INTERNAL']],
  },
  U18: {
    holds: 'credits commute',
    shownBy: [
      ['executor/src/block/block-conflicts.test.ts', 'what happened to a cell adds up: a credit behind many credits'],
    ],
  },
  U19: { holds: 'storage is read in batches', shownBy: [reads] },
  U20: {
    holds: 'a record is loaded once, before anybody changes it',
    shownBy: [
      ['state/src/overlay/block-overlay.test.ts', 'a wanted cell is handed out once, however often it is asked for'],
      reads,
    ],
  },
  U21: {
    holds: 'a lost task shifts no result',
    shownBy: [
      intentions('there are as many results as transactions, and result i belongs to transaction i'),
      ['executor/test/worker-faults.test.ts', 'a failing worker costs a block its speed, never its result'],
    ],
  },
  U22: { holds: 'executors agree on blocks with failing transactions', shownBy: [residue, parity] },
  U23: { holds: 'reward before, fees after, the miner a sender like any other', shownBy: [rewards, parity] },
  U24: { holds: 'one commit, not one inside another', shownBy: [oneCommit] },
  U25: {
    holds: 'marks, fees and supply are in the same commit',
    shownBy: [
      oneCommit,
      ['chain/test/chain.test.ts', 'a commit that fails leaves the head where it was, and the next block works'],
    ],
  },
  U26: { holds: 'no reader sees half a block', shownBy: [commits('reads beside a commit see one state or the other')] },
  U27: { holds: 'the fees told are the fees paid', shownBy: [here('the fees told are the fees that were paid')] },
  U28: { holds: 'which executor runs decides nothing', shownBy: [parity] },
  U29: { holds: 'parity is tested with executed transactions', shownBy: [parity] },

  T1: { holds: 'nobody pays itself', shownBy: [transfers('to oneself, in any output: 0409')] },
  T2: {
    holds: 'several outputs to one receiver add up',
    shownBy: [transfers('a receiver may reach 2^64-1, through several outputs too')],
  },
  T3: {
    holds: 'whoever gets the fees may send and receive in the block',
    shownBy: [rewards, intentions('the miner spends its reward in the same'), parity],
  },
  T4: {
    holds: 'coins received earlier in the block can be spent',
    shownBy: [transfers('coins received earlier in the block can be spent')],
  },
  T5: {
    holds: 'a failed transaction that keeps its fee and nonce is told apart from one that changes nothing',
    shownBy: { cannotHappen: 'no transaction fails and pays: what fails changes nothing (row 13)' },
  },
  T6: { holds: 'behind a transaction that changed nothing, the nonces of its sender are too high', shownBy: [residue] },
  T7: {
    holds: 'a credit that overflows is told, and undone with the rest of its transaction',
    shownBy: [transfers('a receiver that overflows at the last output: 0304, and all outputs before it are undone')],
  },
  T8: {
    holds: 'the first credit of an account creates it, and does not make it a sender of the same block',
    shownBy: [
      transfers('a receiver that is new to the chain is registered once'),
      ['runtime/src/block-stages.test.ts', 'a sender whom the block itself registers does not exist before it'],
    ],
  },
  T9: { holds: 'balances in between are those of the order of the block', shownBy: [versions] },
  T10: {
    holds: 'encrypted credits add up; no proof speaks of a balance that the block changes',
    shownBy: [
      ['runtime/src/rules/shield-transfers.test.ts', 'coins leave the sender and become the sum of the ciphertexts'],
      ['runtime/src/rules/shield-transfers.test.ts', 'source commitments: FF01'],
    ],
  },
  T11: {
    holds: 'what does not fit into a block is decided in the order of the candidates',
    shownBy: [['chain/test/chain.test.ts', 'fills a block to its last byte, and leaves out what does not fit']],
  },
  T12: {
    holds: 'whose records cannot be declared is not executed',
    shownBy: [here('a type without a rule stops the block')],
  },
};
