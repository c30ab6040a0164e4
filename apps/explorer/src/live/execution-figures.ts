import type { RpcMethods } from '@tos/client';

/** What plots show of how a block was executed; null where there is no such figure. */
export interface ExecutionFigures {
  /** Threads that verified at once, on average, while any did. */
  readonly parallelism: number | null;
  /** Per cent of the transactions that locks would have made wait. */
  readonly conflicts: number | null;
  readonly commitMs: number | null;
}

type Execution = Pick<
  RpcMethods['get_block_execution']['result'],
  'claims' | 'admission' | 'phases' | 'conflicts' | 'transactions'
>;

type Span = { readonly start_us: bigint; readonly end_us: bigint };

export function executionFigures({ claims, admission, phases, conflicts, transactions }: Execution): ExecutionFigures {
  const commit = phases.find(({ name }) => name === 'commit');
  const count = Number(transactions);
  const free = Number(conflicts.levels[0] ?? 0n);
  return {
    parallelism: parallelism([...claims, ...admission]),
    conflicts: count === 0 || conflicts.levels.length === 0 ? null : (100 * (count - free)) / count,
    commitMs: commit === undefined ? null : Number(commit.end_us - commit.start_us) / 1000,
  };
}

/** The sum of the spans over the time in which there was at least one. */
function parallelism(spans: readonly Span[]): number | null {
  const ascending = spans.toSorted((a, b) => Number(a.start_us - b.start_us));
  let busy = 0n;
  let covered = 0n;
  let end: bigint | null = null;
  for (const { start_us: start, end_us: until } of ascending) {
    busy += until - start;
    const from: bigint = end === null || start > end ? start : end;
    if (until > from) covered += until - from;
    if (end === null || until > end) end = until;
  }
  return covered === 0n ? null : Number(busy) / Number(covered);
}
