import type { Counts } from '../../counts/chain-counts.ts';
import { defineMethod, type RpcMethod } from '../../method/define-method.ts';
import { safeInteger } from '../../schemas/result-values.ts';

export const countAccounts: RpcMethod = countMethod('accounts', 'Returns how many accounts there are at the head.');
export const countAssets: RpcMethod = countMethod('assets', 'Returns how many assets there are at the head.');
export const countContracts: RpcMethod = countMethod('contracts', 'Returns how many contracts there are at the head.');
export const countTransactions: RpcMethod = countMethod(
  'transactions',
  'Returns how many transactions the chain has executed up to the head.',
);

function countMethod(what: keyof Counts, summary: string): RpcMethod {
  return defineMethod({
    name: `count_${what}`,
    summary,
    result: safeInteger,
    call: async ({ counts }) => (await counts.read())[what],
  });
}
