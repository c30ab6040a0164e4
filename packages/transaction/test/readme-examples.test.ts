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
  const output = [5, 0, 100_000];
  const json = '{"version":1,"chain_id":3,"';
  expect(log.mock.calls).toEqual([[15_000n], [true], [232], ['transfers'], [32], [json], output, output]);
});

test('Extend it prints what it says', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('../examples/extend-it.ts');
  expect(log.mock.calls).toEqual([[Uint8Array.of(2, 7, 8)], [0], [{ payload: { text: '0708' } }]]);
});
