import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { testReadmeExamples } from '../../../tooling/readme-examples.ts';
import type { TaskModeReason } from '../src/index.ts';
import { type ModeFacts, whereToRun } from '../src/running/where-to-run.ts';

const url = new URL('../README.md', import.meta.url);
const readme = readFileSync(url, 'utf8');

testReadmeExamples(url, new URL('../examples/', import.meta.url), {
  'use-it.ts': [
    [[true, true, false, true]],
    [
      [
        ['alice', 10n],
        ['bob', 55n],
        ['carol', 35n],
      ],
    ],
  ],
  'transfer-task.js': null,
  'extend-it.ts': [
    [''],
    [''],
    ['TOS_TASK_FAILED'],
    ['TOS_TASK_UNDECLARED'],
    [''],
    ['4 for it'],
    [['voted alice', 'voted bob', 'voted eve', 'yes']],
  ],
  'vote-task.js': null,
  'detect-conflicts.ts': [[[1, 1, 2]], [2, ['bob']]],
  'bundle-it.js': null,
});

test('the README shows every reason for where tasks run, in the order in which they are looked at', () => {
  const ideal = {
    setting: 'auto',
    hasDeadline: false,
    workers: 2,
    cores: 2,
    isHealthy: true,
    tasks: 9,
  } as const;
  const facts: ModeFacts = { ...ideal, parallelism: 9, inlineMs: 9, threadsMs: 5 };
  const rows = [
    { ...facts, setting: 'sequential' as const },
    { ...facts, setting: 'parallel' as const },
    { ...facts, hasDeadline: true },
    { ...facts, workers: 1 },
    { ...facts, tasks: 1 },
    { ...facts, parallelism: 1 },
    { ...facts, threadsMs: 9 },
    { ...facts, isHealthy: false },
    facts,
  ].map(whereToRun);
  // This does not compile when a reason is missing here.
  const all: Record<TaskModeReason, true> = {
    'switched off': true,
    forced: true,
    'a deadline': true,
    'one worker': true,
    'few tasks': true,
    'no parallelism': true,
    'cheap tasks': true,
    'no healthy workers': true,
    pays: true,
  };
  expect(rows.map(({ reason }) => reason)).toEqual(Object.keys(all));
  const shown = [...readme.matchAll(/^\| .* \| (main|main, in order|threads) +\| (.*?) +\|$/gm)].map(
    ([, where, reason]) => ({
      mode: where === 'threads' ? 'threads' : 'inline',
      reason,
    }),
  );
  expect(shown).toEqual(rows);
});
