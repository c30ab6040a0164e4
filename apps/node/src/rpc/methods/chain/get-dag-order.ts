import { bytesToHex } from '@tos/crypto';
import { z } from 'zod';
import { readRange } from '../../limits/read-range.ts';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { optionalIndexParam } from '../../schemas/chain-params.ts';
import { hashText } from '../../schemas/result-values.ts';
import { orderedHashes } from './ordered-hashes.ts';

/** How far the end of a range may be above its start. Source: docs/protocol.md §7.2. */
const LONGEST_RANGE = 64;

export const getDagOrder: RpcMethod = defineParamsMethod({
  name: 'get_dag_order',
  summary:
    'Returns the hashes of the blocks at consecutive places in the order, the lowest first; the newest when no bound is given.',
  params: { start_topoheight: optionalIndexParam, end_topoheight: optionalIndexParam },
  result: z.array(hashText),
  async call({ start_topoheight, end_topoheight }, context) {
    const { topoheight } = context.chain.head;
    const range = readRange(
      { start: start_topoheight, end: end_topoheight },
      { head: topoheight, longest: LONGEST_RANGE },
    );
    return (await orderedHashes(range, context)).map(bytesToHex);
  },
});
