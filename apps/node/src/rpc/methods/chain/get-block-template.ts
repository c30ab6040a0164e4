import { encodeBlockHeader } from '@tos/chain';
import { bytesToHex } from '@tos/crypto';
import { MAX_BLOCK_SIZE, MAX_BLOCK_TRANSACTIONS } from '@tos/protocol';
import { z } from 'zod';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { miningTerms, miningTermsShape } from '../../schemas/mining-json.ts';
import { addressParam } from '../../schemas/params.ts';
import { hexText } from '../../schemas/result-values.ts';

export const getBlockTemplate: RpcMethod = defineParamsMethod({
  name: 'get_block_template',
  summary:
    'Returns the header of a block of the waiting transactions, on top of the head, whose rewards an address receives.',
  params: { address: addressParam },
  result: z.strictObject({ template: hexText, ...miningTermsShape }),
  async call({ address }, { chain, mempool }) {
    const candidates = mempool.take(MAX_BLOCK_SIZE, MAX_BLOCK_TRANSACTIONS);
    const { header } = await chain.buildBlock({ candidates, miner: address });
    const terms = miningTerms(Number(header.height), chain.head.topoheight);
    return { template: bytesToHex(encodeBlockHeader(header)), ...terms };
  },
});
