import { balanceRef, decodeBalance } from '@tos/state';
import { z } from 'zod';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { addressParam, assetParam } from '../../schemas/params.ts';
import { safeInteger, u64Number } from '../../schemas/result-values.ts';
import { readTopoRange, topoRangeParams } from '../../schemas/topo-range-params.ts';

/** The most balances of one answer: points of a plot. */
const MOST_BALANCES = 200;

/** The original's daemon has no such method: its callers follow `previous_topoheight` from call to call. */
export const getBalanceHistory: RpcMethod = defineParamsMethod({
  name: 'get_balance_history',
  summary: `Returns what the balance of an address was after each block that wrote it, the newest ${MOST_BALANCES} of a range first; none where it has no such balance.`,
  params: { address: addressParam, asset: assetParam, ...topoRangeParams },
  result: z.array(z.strictObject({ topoheight: safeInteger, balance: u64Number })),
  async call({ address, asset, ...range }, { chain, storage }) {
    const balances: { topoheight: number; balance: bigint }[] = [];
    const versions = storage.history(balanceRef(address, asset), readTopoRange(range, chain.head.topoheight));
    for await (const { topoheight, value } of versions) {
      if (value !== null) balances.push({ topoheight, balance: decodeBalance(value).final });
      if (balances.length === MOST_BALANCES) break;
    }
    return balances;
  },
});
