import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const blocks = [...read('../README.md').matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1]);

afterEach(() => {
  vi.restoreAllMocks();
});

test('the README shows exactly the example files', () => {
  expect(blocks).toEqual([read('../examples/use-it.ts'), read('../examples/extend-it.ts')]);
});

test('Use it prints what it says', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('../examples/use-it.ts');
  expect(log.mock.calls).toEqual([[['TOS', '18446744073709551615', 0]]]);
});

test('Extend it prints what it says', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('../examples/extend-it.ts');
  expect(log.mock.calls).toEqual([
    ['latest_balance, versions_balance:', 'account asset flags final output'],
    ['power', 'processes', true],
  ]);
});
