import { expect, test } from 'vitest';
import { closestName } from './closest-name.ts';

const names = ['block-time', 'blocks', 'datadir', 'load', 'load-accounts', 'log-level', 'rpc-port', 'workers'];

test.each([
  ['bloc-time', 'block-time'],
  ['blocktime', 'block-time'],
  ['block_time', 'block-time'],
  ['BLOCK-TIME', 'block-time'],
  ['worker', 'workers'],
  ['wrokers', 'workers'],
  ['data-dir', 'datadir'],
  ['lod', 'load'],
  ['port', undefined],
  ['x', undefined],
  ['', undefined],
  ['genesis', undefined],
])('%s was meant to be %s', (misspelt, meant) => {
  expect(closestName(misspelt, names)).toBe(meant);
});

test('of two names that are equally near the first one is taken', () => {
  expect(closestName('cat', ['bat', 'rat'])).toBe('bat');
});
