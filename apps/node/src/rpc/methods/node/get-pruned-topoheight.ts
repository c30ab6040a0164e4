import { defineMethod, type RpcMethod } from '../../method/define-method.ts';
import { safeInteger } from '../../schemas/result-values.ts';

export const getPrunedTopoheight: RpcMethod = defineMethod({
  name: 'get_pruned_topoheight',
  summary: 'Returns the topoheight below which there is no history of records; null where history is whole.',
  result: safeInteger.nullable(),
  call: async ({ storage }) => (await storage.metadata())?.prunedBelow || null,
});
