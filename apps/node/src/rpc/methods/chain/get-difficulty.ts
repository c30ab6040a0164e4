import { z } from 'zod';
import { defineMethod, type RpcMethod } from '../../method/define-method.ts';

export const getDifficulty: RpcMethod = defineMethod({
  name: 'get_difficulty',
  summary: 'Returns the difficulty of a block, which is 1, because there is no proof of work, and a hash rate of 0.',
  result: z.strictObject({ difficulty: z.string(), hashrate: z.string(), hashrate_formatted: z.string() }),
  call: () => ({ difficulty: '1', hashrate: '0', hashrate_formatted: '0.00 H/s' }),
});
