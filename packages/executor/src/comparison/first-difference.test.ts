import { expect, test } from 'vitest';
import type { ExecutionRecord } from './divergence-report.ts';
import { firstDifference } from './first-difference.ts';

const how = { mode: 'sequential', reason: 'switched off', verified: 2, cached: 0 } as const;
const executed = {
  result: 'executed',
  how,
  errors: [0, 0x0300],
  writes: [
    { domain: 'nonce', key: 'aa', value: '01' },
    { domain: 'nonce', key: 'bb', value: null },
  ],
  gasFee: '30000',
} as const satisfies ExecutionRecord;
const refused = { result: 'refused', how, refused: { index: 1, error: 0x0300 } } as const satisfies ExecutionRecord;
const threw = {
  result: 'threw',
  error: { code: 'TypeError', message: 'x is not a function', details: {} },
} as const satisfies ExecutionRecord;

test('executions that agree have no difference, however they were executed', () => {
  const other = { mode: 'parallel', reason: 'forced', verified: 1, cached: 1 } as const;
  expect(firstDifference(executed, { ...structuredClone(executed), how: other })).toBeNull();
  expect(firstDifference(refused, { ...structuredClone(refused), how: other })).toBeNull();
  expect(firstDifference(threw, structuredClone(threw))).toBeNull();
});

test.each<[ExecutionRecord, ExecutionRecord, string]>([
  [
    executed,
    refused,
    'the block is executed sequentially, is refused for transaction 1 with INSUFFICIENT_BALANCE (0x0300) in parallel',
  ],
  [
    { ...refused, refused: { index: null, error: 0x0304 } },
    refused,
    'the block is refused itself with OVERFLOW (0x0304) sequentially, is refused for transaction 1 with INSUFFICIENT_BALANCE (0x0300) in parallel',
  ],
  [
    refused,
    { ...refused, refused: { index: 1, error: 0x0103 } },
    'the block is refused for transaction 1 with INSUFFICIENT_BALANCE (0x0300) sequentially, is refused for transaction 1 with INVALID_SIGNATURE (0x0103) in parallel',
  ],
  [executed, threw, 'the block is executed sequentially, throws TypeError (x is not a function) in parallel'],
  [
    threw,
    { ...threw, error: { ...threw.error, message: 'y is not a function' } },
    'the block throws TypeError (x is not a function) sequentially, throws TypeError (y is not a function) in parallel',
  ],
  [
    executed,
    { ...executed, errors: [0, 0], gasFee: '60000' },
    'transaction 1 gives INSUFFICIENT_BALANCE (0x0300) sequentially, OK (0x0000) in parallel',
  ],
  [{ ...executed, errors: [0] }, executed, 'the results are 1 sequentially, 2 in parallel'],
  [
    executed,
    { ...executed, writes: [executed.writes[0], { ...executed.writes[1], value: '' }] },
    'write 1 is nonce bb = deleted sequentially, nonce bb =  in parallel',
  ],
  [
    executed,
    { ...executed, writes: [executed.writes[1]] },
    'write 0 is nonce aa = 01 sequentially, nonce bb = deleted in parallel',
  ],
  [
    executed,
    { ...executed, writes: [executed.writes[0]] },
    'write 1 is nonce bb = deleted sequentially, none in parallel',
  ],
  [executed, { ...executed, gasFee: '30001' }, 'the fees are 30000 sequentially, 30001 in parallel'],
])('difference %#', (sequential, parallel, words) => {
  expect(firstDifference(sequential, parallel)).toBe(words);
});
