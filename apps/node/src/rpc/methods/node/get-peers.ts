import { z } from 'zod';
import { defineMethod, type RpcMethod } from '../../method/define-method.ts';
import { safeInteger } from '../../schemas/result-values.ts';

export const getPeers: RpcMethod = defineMethod({
  name: 'get_peers',
  summary: 'Returns the peers of the node: it has none, because it has no peer-to-peer.',
  result: z.strictObject({ peers: z.array(z.never()), total_peers: safeInteger, hidden_peers: safeInteger }),
  call: () => ({ peers: [], total_peers: 0, hidden_peers: 0 }),
});
