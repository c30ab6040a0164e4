import { z } from 'zod';
import { defineMethod, type RpcMethod } from '../../method/define-method.ts';
import { safeInteger, u64Number } from '../../schemas/result-values.ts';

/** This node has no peer-to-peer: it has no peers, will have none, and its own chain is the best that it knows. */
export const p2pStatus: RpcMethod = defineMethod({
  name: 'p2p_status',
  summary: 'Returns how the node stands among its peers: it has none, and takes none.',
  result: z.strictObject({
    peer_count: safeInteger,
    max_peers: safeInteger,
    tag: z.string().nullable(),
    our_topoheight: safeInteger,
    best_topoheight: safeInteger,
    median_topoheight: safeInteger,
    peer_id: u64Number,
  }),
  call({ chain }) {
    const { topoheight } = chain.head;
    return {
      peer_count: 0,
      max_peers: 0,
      tag: null,
      our_topoheight: topoheight,
      best_topoheight: topoheight,
      median_topoheight: topoheight,
      // No peer knows this node by a number.
      peer_id: 0n,
    };
  },
});
