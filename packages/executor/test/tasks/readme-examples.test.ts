import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('../../src/tasks/README.md');
const blocks = [...readme.matchAll(/^```(?:ts|js)\n(.*?)^```$/gms)].map((match) => match[1]);

afterEach(() => {
  vi.restoreAllMocks();
});

test('the README shows exactly the example files', () => {
  const files = ['use-tasks.ts', 'transfer-task.js', 'extend-tasks.ts', 'vote-task.js'];
  expect(blocks).toEqual(files.map((file) => read(`../../examples/${file}`)));
});

test('Use it prints what it says', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('../../examples/use-tasks.ts');
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
  await import('../../examples/extend-tasks.ts');
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
