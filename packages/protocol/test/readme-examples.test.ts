import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

afterEach(() => {
  vi.restoreAllMocks();
});

test('the README shows exactly the example file, which prints what it says', async () => {
  const blocks = [...read('../README.md').matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1]);
  expect(blocks).toEqual([read('../examples/use-it.ts')]);
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('../examples/use-it.ts');
  expect(log.mock.calls).toEqual([[{ amount: 2n ** 64n - 1n }], ['{"amount":18446744073709551615}'], [3], [8080]]);
});
