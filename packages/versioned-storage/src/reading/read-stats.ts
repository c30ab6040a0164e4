import type { EngineView } from './engine-view.ts';

/** What an operator may want to know of the engine's rows and of its work. */
export async function readStats({ state, generations }: EngineView): Promise<ReadonlyMap<string, number>> {
  const { head, base, flushed, changeBytes, runs } = state;
  const pending = generations.reduce((sum, { size }) => sum + size, 0);
  const stats = new Map<string, number>();
  if (head !== null) stats.set('rows of changes', head + 1 - base);
  stats.set('bytes of changes', changeBytes);
  // Absent: nothing has been flushed yet.
  if (flushed !== null) stats.set('latest flushed to', flushed);
  stats.set('versions in memory', pending);
  stats.set(
    'index entries',
    runs.runs.reduce((sum, { entries }) => sum + entries, 0),
  );
  stats.set('index runs', runs.runs.length);
  stats.set('index merges', runs.merges.length);
  return stats;
}
