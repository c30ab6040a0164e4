import { z } from 'zod';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { addressParam } from '../../schemas/params.ts';
import { isRegisteredAt } from './registration.ts';
import { stablePoint } from './stable-point.ts';

export const isAccountRegistered: RpcMethod = defineParamsMethod({
  name: 'is_account_registered',
  summary: 'Returns whether an address has an account, at the head or already at the stable topoheight.',
  params: { address: addressParam, in_stable_height: z.boolean().default(false) },
  result: z.boolean(),
  async call({ address, in_stable_height }, context) {
    const at = in_stable_height ? await stablePoint(context) : context.chain.head.topoheight;
    return isRegisteredAt(address, at, context.storage);
  },
});
