import { bytesToHex } from '@tos/crypto';
import { z } from 'zod';
import { defineMethod, type RpcMethod } from '../../method/define-method.ts';
import { hashText } from '../../schemas/result-values.ts';

export const getTips: RpcMethod = defineMethod({
  name: 'get_tips',
  summary: 'Returns the hashes of the blocks that no other block continues: on a line the head alone.',
  result: z.array(hashText),
  call: ({ chain }) => [bytesToHex(chain.head.hash)],
});
