import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { detectSimd } from '../src/wasm/detect-simd.ts';

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
  const address = 'tst17pdurhegx9chc2vjmpd40cx085frl4kz2sjhme0hsjlrd968kfysq3xa5uq';
  expect(log.mock.calls).toEqual([[detectSimd() ? 'wasm-simd' : 'wasm-scalar'], [true], [address], [true]]);
});

test('Extend it prints what it says', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('../examples/extend-it.ts');
  expect(log.mock.calls).toEqual([[Uint8Array.of(1, 2)]]);
});
