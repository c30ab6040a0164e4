import { z } from 'zod';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { integerParam } from '../../schemas/params.ts';
import { safeInteger } from '../../schemas/result-values.ts';

/** The most transfers per call: no block is made while they are signed and verified. */
const MOST_TRANSFERS = 10_000;
const DEFAULT_TRANSFERS = 200;

export const devSendTransfers: RpcMethod = defineParamsMethod({
  name: 'dev_send_transfers',
  summary:
    'Submits signed transfers between the load accounts of the devnet, and answers when they wait for a block. Pattern random: anybody to anybody; disjoint: each account with one other only; hot: all to one account.',
  access: 'devnet',
  params: {
    count: integerParam(1, MOST_TRANSFERS).default(DEFAULT_TRANSFERS),
    pattern: z.enum(['random', 'disjoint', 'hot']).default('random'),
  },
  result: z.strictObject({ accepted: safeInteger, refused: safeInteger, first_refusal: z.string().nullable() }),
  async call({ count, pattern }, { controls }) {
    const { accepted, refused, firstRefusal } = await controls.transfers.send(count, pattern);
    return { accepted, refused, first_refusal: firstRefusal?.message ?? null };
  },
});
