import { DEV_FEE_CHANGE_HEIGHT, DEV_FEE_PERCENT_EARLY, DEV_FEE_PERCENT_LATE } from '@tos/protocol';
import { z } from 'zod';
import { defineMethod, type RpcMethod } from '../../method/define-method.ts';
import { safeInteger } from '../../schemas/result-values.ts';

export const getDevFeeThresholds: RpcMethod = defineMethod({
  name: 'get_dev_fee_thresholds',
  summary: "Returns the developers' share of a reward in per cent, and from which height on it counts.",
  result: z.array(z.strictObject({ height: safeInteger, fee_percentage: safeInteger })),
  call: () => [
    { height: 0, fee_percentage: Number(DEV_FEE_PERCENT_EARLY) },
    { height: DEV_FEE_CHANGE_HEIGHT, fee_percentage: Number(DEV_FEE_PERCENT_LATE) },
  ],
});
