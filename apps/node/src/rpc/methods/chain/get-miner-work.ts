import { minerWork } from '@tos/chain';
import { bytesToHex } from '@tos/crypto';
import { z } from 'zod';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { headerParam } from '../../schemas/header-param.ts';
import { miningTerms, miningTermsShape } from '../../schemas/mining-json.ts';
import { addressParam } from '../../schemas/params.ts';
import { hexText } from '../../schemas/result-values.ts';

export const getMinerWork: RpcMethod = defineParamsMethod({
  name: 'get_miner_work',
  summary: 'Returns the 112 bytes of a block template that a miner changes: timestamp, nonce, extra nonce and its key.',
  params: { template: headerParam, address: addressParam.nullish() },
  result: z.strictObject({ miner_work: hexText, ...miningTermsShape }),
  call({ template, address }, { chain }) {
    const work = minerWork({ ...template, miner: address ?? template.miner });
    return { miner_work: bytesToHex(work), ...miningTerms(Number(template.height), chain.head.topoheight) };
  },
});
