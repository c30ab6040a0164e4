import { defineMethod, type RpcMethod } from '../../method/define-method.ts';
import { safeInteger } from '../../schemas/result-values.ts';

export const getHeight: RpcMethod = defineMethod({
  name: 'get_height',
  summary: 'Returns the height of the head.',
  result: safeInteger,
  call: ({ chain }) => chain.head.height,
});
