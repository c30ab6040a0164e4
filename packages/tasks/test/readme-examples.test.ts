import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import type { TaskModeReason } from '../src/index.ts';
import { type ModeFacts, whereToRun } from '../src/running/where-to-run.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('../README.md');
const blocks = [...readme.matchAll(/^```(?:ts|js)\n(.*?)^```$/gms)].map((match) => match[1]);

afterEach(() => {
  vi.restoreAllMocks();
});

test('the README shows exactly the example files', () => {
  const files = [
    'use-it.ts',
    'transfer-task.js',
    'extend-it.ts',
    'vote-task.js',
    'detect-conflicts.ts',
    'bundle-it.js',
  ];
  expect(blocks).toEqual(files.map((file) => read(`../examples/${file}`)));
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

test('Use it prints what it says', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('../examples/use-it.ts');
  expect(log.mock.calls).toEqual([
    [[true, true, false, true]],
    [
      [
        ['alice', 10n],
        ['bob', 55n],
        ['carol', 35n],
      ],
    ],
  ]);
});

test('Extend it prints what it says', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('../examples/extend-it.ts');
  expect(log.mock.calls).toEqual([
    [''],
    [''],
    ['TOS_TASK_FAILED'],
    ['TOS_TASK_UNDECLARED'],
    [''],
    ['4 for it'],
    [['voted alice', 'voted bob', 'voted eve', 'yes']],
  ]);
});

test('conflict detection prints what it says', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('../examples/detect-conflicts.ts');
  expect(log.mock.calls).toEqual([[[1, 1, 2]], [2, ['bob']]]);
});
