import { expect, test } from 'vitest';
import { parseBlockTime } from '../blocks/block-time.ts';
import type { DevOptions } from '../cli/dev-options.ts';
import { type FirstScreenFacts, firstScreen } from './first-screen.ts';
import { createStyle } from './style.ts';

const options: DevOptions = {
  datadir: '.tos/devnet',
  executor: 'auto',
  parallelThreshold: 4,
  verifyParallel: false,
  blockTime: { mode: 'needed', ms: 1000 },
  load: 0,
  loadAccounts: 1000,
  reset: false,
  host: '127.0.0.1',
  rpcPort: 8080,
  quiet: false,
  logLevel: 'warn',
};
const facts: FirstScreenFacts = {
  options,
  storage: 'lmdb',
  isNew: true,
  height: 0,
  accounts: [],
  rpcUrl: 'http://127.0.0.1:8080',
};

test.each([
  ['1s', {}, 'when there are transactions, at most every 1 s; empty every 10 s'],
  ['500ms', {}, 'when there are transactions, at most every 500 ms; empty every 10 s'],
  ['0', {}, 'when there are transactions, at once; empty every 10 s'],
  ['every-5s', {}, 'one every 5 s, empty or not'],
  ['every-250ms', {}, 'one every 250 ms, empty or not'],
  ['manual', {}, 'one when dev_mine asks for it'],
  ['manual', { blocks: 3 }, '3 in this run, one when dev_mine asks for it'],
  ['1s', { blocks: 1000 }, '1,000 in this run, one every 1 s'],
  ['every-5s', { blocks: 2 }, '2 in this run, one every 5 s'],
  ['0', { load: 10 }, 'one after the other'],
  ['250ms', { load: 10, blocks: 20 }, '20 in this run, one every 250 ms'],
] as const)('the row of blocks for --block-time %s with %j', (text, given, row) => {
  const blockTime = parseBlockTime(text);
  if (blockTime === undefined) throw new Error(`${text} is no block time`);
  const lines = firstScreen({ ...facts, options: { ...options, ...given, blockTime } }, createStyle(false));
  expect(lines.find((line) => line.startsWith('  Blocks'))).toBe(`  Blocks     ${row}`);
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
});
