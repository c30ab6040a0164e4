import type { ExecutionMode } from '../execution-mode.ts';
import type { TaskModeReason } from '../task.ts';

/** What the choice where tasks run is made from. */
export interface ModeFacts {
  readonly setting: ExecutionMode;
  readonly hasDeadline: boolean;
  readonly workers: number;
  /** Cores of the machine. */
  readonly cores: number;
  readonly isHealthy: boolean;
  /** How many tasks are not done. */
  readonly tasks: number;
  /** Cost of all tasks divided by the cost of the longest chain. */
  readonly parallelism: number;
  /** Milliseconds that these tasks will take on main, and on threads, estimated. */
  readonly inlineMs: number;
  readonly threadsMs: number;
}

export interface TaskModeChoice {
  readonly mode: 'inline' | 'threads';
  readonly reason: TaskModeReason;
}

// Threads must be faster by a tenth: estimates are rough, and a core that is free now may not stay free.
const MARGIN = 0.9;

/** Decides where tasks run. The first line that fits decides. */
export function whereToRun(facts: ModeFacts): TaskModeChoice {
  const threads = Math.min(facts.workers, facts.cores);
  if (facts.setting === 'sequential' || facts.workers === 0) return { mode: 'inline', reason: 'switched off' };
  if (facts.setting === 'parallel') return { mode: 'threads', reason: 'forced' };
  // Only a thread can be ended.
  if (facts.hasDeadline) return { mode: 'threads', reason: 'a deadline' };
  if (threads === 1) return { mode: 'inline', reason: 'one worker' };
  if (facts.tasks < 2) return { mode: 'inline', reason: 'few tasks' };
  if (facts.parallelism * MARGIN <= 1) return { mode: 'inline', reason: 'no parallelism' };
  if (facts.threadsMs > facts.inlineMs * MARGIN) return { mode: 'inline', reason: 'cheap tasks' };
  return facts.isHealthy ? { mode: 'threads', reason: 'pays' } : { mode: 'inline', reason: 'no healthy workers' };
}
