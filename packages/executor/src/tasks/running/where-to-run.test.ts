import { expect, test } from 'vitest';
import { type ModeFacts, whereToRun } from './where-to-run.ts';

const ideal: ModeFacts = {
  setting: 'auto',
  hasDeadline: false,
  workers: 2,
  cores: 2,
  isHealthy: true,
  tasks: 100,
  work: 100,
  parallelism: 100,
  joins: 0,
  msPerCost: 0.2,
};

test.each<[facts: Partial<ModeFacts>, mode: string, reason: string]>([
  [{ setting: 'sequential' }, 'inline', 'switched off'],
  [{ setting: 'parallel', workers: 0 }, 'inline', 'switched off'],
  [{ setting: 'parallel', isHealthy: false, msPerCost: 0 }, 'threads', 'forced'],
  [{ hasDeadline: true, msPerCost: 0 }, 'threads', 'a deadline'],
  [{ workers: 1 }, 'inline', 'one worker'],
  [{ cores: 1 }, 'inline', 'one worker'],
  [{ tasks: 1, work: 1 }, 'inline', 'few tasks'],
  [{ parallelism: 1.1 }, 'inline', 'no parallelism'],
  [{ msPerCost: 0.005 }, 'inline', 'cheap tasks'],
  [{ tasks: 2, work: 2, msPerCost: 0.1 }, 'inline', 'cheap tasks'],
  [{ msPerCost: 0 }, 'inline', 'cheap tasks'],
  [{ isHealthy: false }, 'inline', 'no healthy workers'],
  [{ joins: 1, msPerCost: 0.02 }, 'inline', 'cheap tasks'],
  [{}, 'threads', 'pays'],
  [{ joins: 1 }, 'threads', 'pays'],
  [{ tasks: 2, work: 2, msPerCost: 10 }, 'threads', 'pays'],
  [{ parallelism: 1.3, msPerCost: 2 }, 'threads', 'pays'],
])('%j: %s, %s', (facts, mode, reason) => {
  expect(whereToRun({ ...ideal, ...facts })).toEqual({ mode, reason });
});
