import { z } from 'zod';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { integerParam } from '../../schemas/params.ts';
import { safeInteger } from '../../schemas/result-values.ts';

export const devForwardTime: RpcMethod = defineParamsMethod({
  name: 'dev_forward_time',
  summary: 'Sets the clock of the next blocks forward; no later block is older.',
  access: 'devnet',
  params: { milliseconds: integerParam(0, Number.MAX_SAFE_INTEGER) },
  result: z.strictObject({ time: safeInteger, time_offset: safeInteger }),
  call({ milliseconds }, { controls: { clock } }) {
    const time = clock.forward(milliseconds);
    return { time, time_offset: clock.offset };
  },
});
