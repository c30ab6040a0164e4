import { z } from 'zod';
import { BLOCK_TIME_FORMS, type BlockTime, parseBlockTime } from '../../../blocks/block-time.ts';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { productionJson, productionValue } from '../../schemas/production-json.ts';

const blockTimeParam: z.ZodType<BlockTime, string> = z.string().transform((text, context) => {
  const blockTime = parseBlockTime(text);
  if (blockTime !== undefined) return blockTime;
  context.addIssue(`not a block time; give ${BLOCK_TIME_FORMS}`);
  return z.NEVER;
});

export const devSetBlockTime: RpcMethod = defineParamsMethod({
  name: 'dev_set_block_time',
  summary: 'Changes when the next blocks are made; the text is one that --block-time takes.',
  access: 'devnet',
  params: { block_time: blockTimeParam },
  result: productionValue,
  call({ block_time }, { controls }) {
    controls.production.setBlockTime(block_time);
    return productionJson(controls);
  },
});
