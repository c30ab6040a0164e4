// What the suite measures. Environment variables make it smaller.
const number = (name, standard) => Number(process.env[name] ?? standard);
const list = (name, standard) => (process.env[name] ?? standard).split(',');

export const settings = {
  /** Which parts run, by their names in ../storage.mjs; all of them when absent. */
  parts: process.env.TOS_BENCH_PARTS?.split(','),
  sizes: list('TOS_BENCH_ACCOUNTS', '10000,100000,1000000').map(Number),
  /** Accounts where the number of accounts is not what a part measures. */
  accounts: number('TOS_BENCH_USUAL', 100_000),
  /** Whole flushes per sample. */
  flushes: number('TOS_BENCH_FLUSHES', 1),
  /** MiB of newest versions that wait in memory. 64 is the default of the engine. */
  pendingMiB: number('TOS_BENCH_PENDING', 64),
  /** Commits whose times give the 99th percentile. */
  commits: number('TOS_BENCH_COMMITS', 1000),
  /** Blocks of a storage with a history. */
  history: number('TOS_BENCH_HISTORY', 2000),
  /** Transactions of a large index, which is compared with one of `fewIndexed`. */
  indexed: number('TOS_BENCH_INDEXED', 10_000_000),
  fewIndexed: 10_000,
  /** Blocks that each change one record. */
  depth: number('TOS_BENCH_DEPTH', 100_000),
  /** Blocks that are pruned. */
  pruned: number('TOS_BENCH_PRUNED', 10_000),
  /** Accounts that are imported. */
  imported: number('TOS_BENCH_IMPORT', 1_000_000),
  /** Commits to SQLite per size. */
  sqliteCommits: number('TOS_BENCH_SQLITE', 100),
};

export const count = (value) => value.toLocaleString('en');
