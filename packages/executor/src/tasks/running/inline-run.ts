import type { RunProgress } from './run-progress.ts';
import { runTask } from './run-task.ts';
import { DeclaredScope, OpenScope } from './task-scope.ts';
import { Turns } from './turns.ts';

/** Runs tasks on this thread, as the schedule gives them, until none is left or `isEnough`. */
export async function runInline(progress: RunProgress, isEnough: () => boolean): Promise<void> {
  const { schedule, state, plan, module, signal } = progress;
  const turns = new Turns();
  while (schedule.remaining > 0) {
    if (turns.isOver) await turns.give();
    signal?.throwIfAborted();
    const task = schedule.next(progress.main);
    if (task === undefined) throw new RangeError('no task is ready, and none is running');
    const entries = state.entries(task);
    const began = performance.now();
    const scope = entries === undefined ? new OpenScope((key) => state.read(key)) : new DeclaredScope(entries);
    const running = runTask(module, plan.tasks[task]!.input.slice(), scope);
    const outcome = 'then' in running ? await running : running;
    progress.finish(task, outcome, performance.now() - began);
    progress.inlineTasks++;
    if (isEnough()) return;
  }
}
