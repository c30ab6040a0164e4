import type { OnRow } from '@tos/state';
import type { EngineView } from '../reading/engine-view.ts';
import { blockProblems } from './block-problems.ts';
import { RowWalk } from './row-walk.ts';
import { runProblems } from './run-problems.ts';
import { versionProblems } from './version-problems.ts';

/**
 * Finds faults in rows that no read of the storage would show: changes, newest versions and landmarks against each other, blocks against
 * their indexes, runs against what the state says of them. It reads every row of the store, most of them once.
 */
export async function* findProblems(view: EngineView, onRow: OnRow): AsyncGenerator<string> {
  const { state } = view;
  if (state.isImporting) return;
  if (state.flushed !== null && (state.head === null || state.flushed > state.head)) {
    yield `state: latest is complete up to ${state.flushed}, and the head is ${state.head}`;
  }
  const walk = new RowWalk(view.store, onRow);
  yield* versionProblems(view, walk);
  yield* blockProblems(view, walk);
  yield* runProblems(view, walk);
}
