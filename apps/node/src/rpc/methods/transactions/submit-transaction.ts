import { wireFromHex } from '@tos/transaction';
import { z } from 'zod';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';

export const submitTransaction: RpcMethod = defineParamsMethod({
  name: 'submit_transaction',
  summary: 'Puts a signed transaction into the mempool, if it is valid after the waiting ones of its sender.',
  isGathered: true,
  params: { data: z.string() },
  result: z.literal(true),
  async call({ data }, { submit }) {
    await submit(wireFromHex(data));
    return true as const;
  },
});
