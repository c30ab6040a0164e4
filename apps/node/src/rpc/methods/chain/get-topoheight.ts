import { defineMethod, type RpcMethod } from '../../method/define-method.ts';
import { safeInteger } from '../../schemas/result-values.ts';

export const getTopoheight: RpcMethod = defineMethod({
  name: 'get_topoheight',
  summary: 'Returns the topoheight of the head.',
  result: safeInteger,
  call: ({ chain }) => chain.head.topoheight,
});
