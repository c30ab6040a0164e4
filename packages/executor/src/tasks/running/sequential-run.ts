import { Admission } from '../schedule/admission.ts';
import { readValue } from '../schedule/plan-tasks.ts';
import type { Task, TaskChange, TaskModule, TaskResult, TaskState, TaskValue } from '../task.ts';
import { runTask } from './run-task.ts';
import { changesOf } from './task-changes.ts';
import { DeclaredScope, OpenScope, type ScopeEntry, Use } from './task-scope.ts';
import { Turns } from './turns.ts';

/** What a run came to. */
export interface RunOutcome {
  readonly results: readonly TaskResult[];
  readonly changes: readonly TaskChange[];
  readonly busyMs: number;
}

/** Runs tasks one after the other, in their order, on this thread: what every other way of running them must equal. */
export async function runSequentially(
  tasks: readonly Task[],
  state: TaskState,
  module: TaskModule,
  signal: AbortSignal | undefined,
): Promise<RunOutcome> {
  const before = new Map<string, TaskValue | undefined>();
  const values = new Map<string, TaskValue | undefined>();
  const read = (key: string): TaskValue | undefined => {
    if (!values.has(key)) {
      before.set(key, readValue(state, key));
      values.set(key, before.get(key));
    }
    return values.get(key);
  };
  const results: TaskResult[] = [];
  const began = performance.now();
  const turns = new Turns();
  for (const { input, access } of tasks) {
    if (turns.isOver) await turns.give();
    signal?.throwIfAborted();
    const entries = access === 'unknown' ? undefined : scopeEntries(access, read);
    const running = runTask(
      module,
      input.slice(),
      entries === undefined ? new OpenScope(read) : new DeclaredScope(entries),
    );
    const outcome = 'then' in running ? await running : running;
    if (!outcome.ok) {
      results.push(outcome);
      continue;
    }
    for (const { target, isAdd, value } of outcome.effects) {
      const key = typeof target === 'number' ? entries?.[target]?.key : target;
      if (key === undefined) continue;
      const held = read(key);
      values.set(key, isAdd && typeof value === 'bigint' && typeof held !== 'object' ? (held ?? 0n) + value : value);
    }
    results.push({ ok: true, output: outcome.output });
  }
  const keys = [...values.keys()];
  const changes = changesOf(
    keys,
    keys.map((key) => before.get(key)),
    keys.map((key) => values.get(key)),
  );
  return { results, changes, busyMs: performance.now() - began };
}

function scopeEntries(
  { reads = [], writes = [], adds = [] }: Exclude<Task['access'], 'unknown'>,
  read: (key: string) => TaskValue | undefined,
): ScopeEntry[] {
  const entries: ScopeEntry[] = [];
  const push = (key: string, use: number, admission: number, add: ScopeEntry['add']): void => {
    entries.push({ index: entries.length, key, use, value: read(key), admission, add });
  };
  for (const key of writes) push(key, Use.WRITE, Admission.NONE, undefined);
  for (const key of reads) push(key, Use.READ, Admission.NONE, undefined);
  // In order, every value is known.
  for (const add of adds) push(add.key, Use.ADD, Admission.EXACT, add);
  return entries;
}
