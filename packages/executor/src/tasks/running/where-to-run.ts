import type { ExecutorSetting } from '../../execution-mode.ts';
import type { TaskModeReason } from '../task.ts';

/** What is known when it is decided where tasks run. */
export interface ModeFacts {
  readonly setting: ExecutorSetting;
  readonly hasDeadline: boolean;
  readonly workers: number;
  /** Of the machine. */
  readonly cores: number;
  readonly isHealthy: boolean;
  /** Tasks that are not done. */
  readonly tasks: number;
  /** Their cost. */
  readonly work: number;
  /** Cost of all tasks over the cost of the longest chain. */
  readonly parallelism: number;
  /** Of all tasks, those that wait for more than one: 0 to 1. */
  readonly joins: number;
  readonly msPerCost: number;
}

export interface TaskModeChoice {
  readonly mode: 'inline' | 'threads';
  readonly reason: TaskModeReason;
}

// Main spends so long on a task that it sends away and takes back, mostly on writing and reading messages.
const SEND_MS = 0.008;
// A task that waits for several is seldom where all of them ran: somebody stands still until the word has gone round. Measured: layers
// of 20 tasks that each read two of the layer before lose 53 ms a 2,000 tasks of 20 us.
const JOIN_MS = 0.025;
// The first tasks reach their workers and the last results come back.
const HOPS_MS = 0.2;
// Estimates are rough, and a core that is free now may not stay so.
const MARGIN = 0.9;

/** Where tasks run. The first line that fits decides. */
export function whereToRun(facts: ModeFacts): TaskModeChoice {
  const threads = Math.min(facts.workers, facts.cores);
  if (facts.setting === 'sequential' || facts.workers === 0) return { mode: 'inline', reason: 'switched off' };
  if (facts.setting === 'parallel') return { mode: 'threads', reason: 'forced' };
  // Only a thread can be ended.
  if (facts.hasDeadline) return { mode: 'threads', reason: 'a deadline' };
  if (threads === 1) return { mode: 'inline', reason: 'one worker' };
  if (facts.tasks < 2) return { mode: 'inline', reason: 'few tasks' };
  const atOnce = Math.min(threads, facts.parallelism);
  if (atOnce * MARGIN <= 1) return { mode: 'inline', reason: 'no parallelism' };
  const inlineMs = facts.work * facts.msPerCost;
  const threadsMs = (inlineMs + facts.tasks * (SEND_MS + facts.joins * JOIN_MS)) / atOnce + HOPS_MS;
  if (threadsMs > inlineMs * MARGIN) return { mode: 'inline', reason: 'cheap tasks' };
  return facts.isHealthy ? { mode: 'threads', reason: 'pays' } : { mode: 'inline', reason: 'no healthy workers' };
}
