import { readFileSync } from 'node:fs';
import { networks } from '@tos/protocol';
import { afterEach, expect, test, vi } from 'vitest';
import { type ModeReason, shouldUseParallelExecution } from '../src/index.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('../README.md');
const blocks = [...readme.matchAll(/^```(?:ts|js)\n(.*?)^```$/gms)].map((match) => match[1]);

afterEach(() => {
  vi.restoreAllMocks();
});

test('the README shows exactly the example files', () => {
  const files = ['use-it.ts', 'extend-it.ts', 'my-verifier.js', 'bundle-it.js'];
  expect(blocks).toEqual(files.map((file) => read(`../examples/${file}`)));
});

test('the README shows every reason for a mode, and the thresholds of the networks', () => {
  const ideal = { setting: 'auto', transactions: 20, threshold: 20, signatures: 4, workers: 1 } as const;
  const rows = [
    { ...ideal, setting: 'sequential' as const },
    { ...ideal, setting: 'parallel' as const },
    { ...ideal, transactions: 19 },
    { ...ideal, workers: 0 },
    { ...ideal, signatures: 3 },
    ideal,
  ].map(shouldUseParallelExecution);
  // This does not compile when a reason is missing here.
  const all: Record<ModeReason, true> = {
    'switched off': true,
    forced: true,
    'few transactions': true,
    'no healthy workers': true,
    'few signatures to check': true,
    pays: true,
  };
  expect(rows.map(({ reason }) => reason)).toEqual(Object.keys(all));
  const shown = [...readme.matchAll(/^\| .* \| (sequential|parallel) +\| (.*?) +\|$/gm)].map(([, mode, reason]) => ({
    mode,
    reason,
  }));
  expect(shown).toEqual(rows);
  const thresholds = Object.values(networks).map(({ name, parallelThreshold }) => `${name} ${parallelThreshold}`);
  expect(readme).toContain(`(${thresholds.join(', ')})`);
});

test('Use it prints what it says', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('../examples/use-it.ts');
  expect(log.mock.calls).toEqual([
    [[0, 0, 0, 0, 0x0300]],
    [60_000n],
    [4, 32],
    [{ index: 4, error: 0x0300 }],
    [5, 'few signatures to check'],
  ]);
});

test('Extend it prints what it says', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('../examples/extend-it.ts');
  expect(log.mock.calls).toEqual([['read', 2], ['fees', 10_000n], [[0, 0x0110]]]);
});
