import { expect, test } from 'vitest';
import { type ModeFacts, whereToRun } from './where-to-run.ts';

const ideal: ModeFacts = {
  setting: 'auto',
  hasDeadline: false,
  workers: 2,
  cores: 2,
  isHealthy: true,
  tasks: 100,
  parallelism: 100,
  inlineMs: 20,
  threadsMs: 12,
};

test.each<[facts: Partial<ModeFacts>, mode: string, reason: string]>([
  [{ setting: 'sequential' }, 'inline', 'switched off'],
  [{ setting: 'parallel', workers: 0 }, 'inline', 'switched off'],
  [{ setting: 'parallel', isHealthy: false, threadsMs: 50 }, 'threads', 'forced'],
  [{ hasDeadline: true, threadsMs: 50 }, 'threads', 'a deadline'],
  [{ workers: 1 }, 'inline', 'one worker'],
  [{ cores: 1 }, 'inline', 'one worker'],
  [{ tasks: 1 }, 'inline', 'few tasks'],
  [{ parallelism: 1.1 }, 'inline', 'no parallelism'],
  [{ threadsMs: 18.1 }, 'inline', 'cheap tasks'],
  [{ inlineMs: 0 }, 'inline', 'cheap tasks'],
  [{ isHealthy: false }, 'inline', 'no healthy workers'],
  [{}, 'threads', 'pays'],
  [{ tasks: 2, parallelism: 1.2 }, 'threads', 'pays'],
])('%j: %s, %s', (facts, mode, reason) => {
  expect(whereToRun({ ...ideal, ...facts })).toEqual({ mode, reason });
});
