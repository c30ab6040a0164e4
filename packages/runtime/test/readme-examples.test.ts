import { readFileSync } from 'node:fs';
import { ErrorCode, Opcode } from '@tos/protocol';
import { balanceRef, NATIVE_ASSET, nonceRef } from '@tos/state';
import { expect, test } from 'vitest';
import { testReadmeExamples } from '../../../tooling/readme-examples.ts';
import { baselineRules } from '../src/index.ts';
import { notSupportedRule } from '../src/rules/not-supported.ts';
import { ALICE, account, changes, execute, nonce, placeOf, prepare, transaction } from './bench.ts';

const url = new URL('../README.md', import.meta.url);
const readme = readFileSync(url, 'utf8');

testReadmeExamples(url, new URL('../examples/', import.meta.url), {
  'use-it.ts': [[undefined], [0, 'executed'], [1, 'INSUFFICIENT_BALANCE'], [['nonce', 'balance', 'supply']]],
  'extend-it.ts': [[false]],
});

test('the README names the types that have a rule', () => {
  const [, executed = '', refused = ''] = readme.split(/\(`baselineRules`\):|are refused as/);
  const named = (text: string): string[] => [...text.matchAll(/`(\w+)`/g)].map((match) => match[1] ?? '');
  const typesOf = (isExecuted: boolean): string[] =>
    Object.entries(Opcode)
      .filter(([, opcode]) => (baselineRules[opcode] !== notSupportedRule) === isExecuted)
      .map(([name]) => name.toLowerCase())
      .toSorted();
  expect(Object.keys(baselineRules).map(Number)).toEqual(Object.values(Opcode).toSorted((a, b) => a - b));
  expect(named(executed).toSorted()).toEqual(typesOf(true));
  expect(named(refused).slice(0, 3).toSorted()).toEqual(typesOf(false));
});

test('the rule of Extend it does what the README says', async () => {
  const { rules } = await import('../examples/extend-it.ts');
  const fund = new Uint8Array(32).fill(0xf0);
  const burns = [0n, 1n].map((n) =>
    transaction({ nonce: n, payload: { type: 'burn', asset: NATIVE_ASSET, amount: 7n } }),
  );
  const bench = prepare(
    [...burns, transaction({ nonce: 2n, payload: { type: 'burn', asset: NATIVE_ASSET, amount: 0n } })],
    account(ALICE, 100_000n),
    { rules },
  );
  expect(execute(bench)).toEqual([0, 0, ErrorCode.INVALID_AMOUNT]);
  expect(changes(bench)).toEqual({
    [placeOf(nonceRef(ALICE))]: 2n,
    [placeOf(nonceRef(fund))]: 0n,
    [placeOf(balanceRef(ALICE, NATIVE_ASSET))]: 79_986n,
    [placeOf(balanceRef(fund, NATIVE_ASSET))]: 14n,
  });
  // A fund that has an account keeps its nonce.
  const known = prepare(burns, [...account(ALICE, 100_000n), ...nonce(fund, 3n)], { rules });
  expect(execute(known)).toEqual([0, 0]);
  expect(changes(known)).not.toHaveProperty([placeOf(nonceRef(fund))]);
});
