import { ErrorCode } from '@tos/protocol';
import { expect, test } from 'vitest';
import type { ExportedState } from '../harness/export-state.ts';
import { failure, type HarnessResult, SUCCESS } from '../harness/harness-result.ts';
import { notComparable } from './chain-comparability.ts';

const loaded = (balance: bigint, nonce = 0n): ExportedState => ({
  network_chain_id: 3n,
  global_state: { total_supply: 0n, total_burned: 0n, total_energy: 0n, block_height: 0n, timestamp: 0n },
  accounts: [{ address: '', balance, nonce, frozen: 1n, energy: 1n, flags: 0n, data: '' }],
  contracts: [],
  agent_accounts: [],
  tns_names: [],
  energy_resources: [],
});
const empty = { blocks: [{ id: 'a' }, { id: 'b' }] };
const full = { blocks: [{ id: 'a' }, { id: 'b', txs: [{}] }] };
const results = (...all: HarnessResult[]) => ({
  ...(all.at(-1) ?? SUCCESS),
  results: all.map((result) => ({ ...result, id: '' })),
});
const expected = (code: number) => ({ success: code === 0, error_code: BigInt(code) });

const refused = failure(ErrorCode.UNKNOWN);
const beside = failure(ErrorCode.INVALID_TIP_DIFFICULTY);

test('a first block that is refused is compared, whatever it holds', () => {
  expect(notComparable(full, loaded(1n), results(refused), expected(ErrorCode.UNKNOWN))).toBeUndefined();
  expect(notComparable(full, loaded(1n), results(refused), expected(ErrorCode.INVALID_FORMAT))).toBeUndefined();
});

test('behind an accepted block, only where there is nothing to lose', () => {
  const outcome = results(SUCCESS, refused);
  expect(notComparable(empty, loaded(0n), outcome, expected(ErrorCode.UNKNOWN))).toBeUndefined();
  expect(notComparable(empty, loaded(0n), results(SUCCESS, SUCCESS), expected(0))).toBeUndefined();
  for (const [input, state] of [
    [full, loaded(0n)],
    [empty, loaded(1n)],
    [empty, loaded(0n, 1n)],
  ] as const) {
    expect(notComparable(input, state, outcome, expected(ErrorCode.UNKNOWN))).toBe('after-accepted-block');
  }
});

test('a block that only the original accepted, as its code tells, counts as accepted', () => {
  for (const code of [ErrorCode.OK, ErrorCode.ACCOUNT_NOT_FOUND]) {
    expect(notComparable(full, loaded(1n), results(refused), expected(code))).toBe('after-accepted-block');
  }
});

test('a block beside the head waits; a merge that is refused does not', () => {
  expect(notComparable(empty, loaded(0n), results(SUCCESS, beside), expected(0))).toBe('block-dag');
  const ancestor = results(SUCCESS, failure(ErrorCode.INVALID_REACHABILITY));
  expect(notComparable(empty, loaded(0n), ancestor, expected(ErrorCode.INVALID_REACHABILITY))).toBeUndefined();
});
