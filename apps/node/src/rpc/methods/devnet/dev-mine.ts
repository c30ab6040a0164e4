import { bytesToHex } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { integerParam } from '../../schemas/params.ts';
import { hashText, safeInteger } from '../../schemas/result-values.ts';

/** The most blocks per call: with a durable storage they take some seconds, and the answer has 67 kB. */
const MOST_BLOCKS = 1000;

export const devMine: RpcMethod = defineParamsMethod({
  name: 'dev_mine',
  summary: 'Makes blocks now, also while production is paused, and answers when the last one is durable.',
  access: 'devnet',
  params: { blocks: integerParam(1, MOST_BLOCKS).default(1) },
  result: z.strictObject({ block_hashes: z.array(hashText), topoheight: safeInteger }),
  async call({ blocks }, { controls }) {
    const made = await controls.production.mine(blocks);
    return { block_hashes: made.map(({ hash }) => bytesToHex(hash)), topoheight: made.at(-1)!.topoheight };
  },
});
