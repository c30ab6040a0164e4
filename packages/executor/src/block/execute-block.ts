import { blockConflicts } from './block-conflicts.ts';
import type { BlockOutcome, BlockRefusal } from './block-execution.ts';
import type { BlockRun } from './block-run.ts';
import type { ModeChoice } from './execution-mode.ts';

/**
 * Executes a block in the steps that both executors share: open it, take its transactions through the pass, conclude it, report. An executor
 * is a way to take the pass.
 * @param takePass returns why the block is refused, if it is
 */
export async function executeBlock(
  run: BlockRun,
  choice: ModeChoice,
  takePass: () => Promise<BlockRefusal | undefined>,
): Promise<BlockOutcome> {
  const refused = run.open() ?? (await takePass()) ?? run.conclude();

  // Nothing here depends on the conflicts: they are reported, as what locks would have had to serialise.
  const started = performance.now();
  const conflicts = blockConflicts(run.block.context.access);
  run.timer.collected(started);

  const report = run.report(choice, conflicts);
  if (refused !== undefined) return { refused, report };
  return { refused: null, results: run.results, state: run.state, report };
}
