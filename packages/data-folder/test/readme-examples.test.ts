import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const blocks = [...read('../README.md').matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1]);

test('the README shows exactly the example file', () => {
  expect(blocks).toEqual([read('../examples/use-it.ts')]);
});

test('Use it prints what it says', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('../examples/use-it.ts');
  expect(log.mock.calls).toEqual([['TOS_DATADIR_LOCKED']]);
  log.mockRestore();
});
