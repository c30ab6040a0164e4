import { readFileSync } from 'node:fs';
import { networks } from '@tos/protocol';
import { expect, test } from 'vitest';
import { testReadmeExamples } from '../../../tooling/readme-examples.ts';
import { type ModeReason, shouldUseParallelExecution } from '../src/index.ts';

const url = new URL('../README.md', import.meta.url);
const readme = readFileSync(url, 'utf8');

testReadmeExamples(url, new URL('../examples/', import.meta.url), {
  'use-it.ts': [
    [[0, 0, 0, 0, 0x0300]],
    [60_000n],
    [4, 32],
    [{ index: 4, error: 0x0300 }],
    [5, 'few signatures to check'],
  ],
  'extend-it.ts': [['read', 2], ['fees', 10_000n], [[0, 0x0110]]],
  'my-verifier.js': null,
  'bundle-it.js': null,
});

test('the README shows every reason for a mode, and the thresholds of the networks', () => {
  const ideal = {
    setting: 'auto',
    transactions: 20,
    threshold: 20,
    signatures: 6,
    signatureMicroseconds: 50,
    workers: 1,
  } as const;
  const rows = [
    { ...ideal, setting: 'sequential' as const },
    { ...ideal, setting: 'parallel' as const },
    { ...ideal, transactions: 19 },
    { ...ideal, workers: 0 },
    { ...ideal, signatures: 5 },
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
