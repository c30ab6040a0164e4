import type { BlockTrace } from '@tos/chain';
import type { ExecutionTrace, TimeSpan } from '@tos/executor';

/**
 * Estimates how long a block would have taken on main alone, in microseconds: what it took, with all its claims one after the other in the
 * place of the time in which the threads verified. What the pass did meanwhile comes on top of the claims. The estimate is high where
 * threads shared a core, since each claim took longer then than it would have alone.
 */
export function sequentialTime(
  { phases, claims }: Pick<ExecutionTrace, 'phases' | 'claims'>,
  { commit }: Pick<BlockTrace, 'commit'>,
): number {
  const verifying = phases.filter(({ phase }) => phase === 'verify');
  const passing = phases.filter(({ phase }) => phase === 'pass');
  return commit.end + total(claims) - total(verifying) + overlap(verifying, passing);
}

function total(spans: readonly TimeSpan[]): number {
  return spans.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** Returns how long both went on. The spans of each list follow one another. */
function overlap(these: readonly TimeSpan[], those: readonly TimeSpan[]): number {
  let time = 0;
  for (let i = 0, k = 0; i < these.length && k < those.length; ) {
    const [a, b] = [these[i]!, those[k]!];
    time += Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));
    if (a.end < b.end) i++;
    else k++;
  }
  return time;
}
