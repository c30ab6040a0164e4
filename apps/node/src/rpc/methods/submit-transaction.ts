import { wireFromHex } from '@tos/transaction';
import { z } from 'zod';
import { methodWithParams, type RpcMethod } from './method.ts';

export const submitTransaction: RpcMethod = methodWithParams(
  z.strictObject({ data: z.string() }),
  async ({ data }, { submit }) => {
    await submit(wireFromHex(data));
    return true;
  },
);
