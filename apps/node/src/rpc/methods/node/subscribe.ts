import { hexJson } from '@tos/transaction/json';
import { z } from 'zod';
import { RpcError, RpcErrorCode } from '../../errors/rpc-error.ts';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import type { RpcContext } from '../../method/rpc-context.ts';
import type { Subscriber } from '../../method/subscriber.ts';
import { notifyParam } from '../../schemas/notify-event.ts';

const topoheightParam = z.bigint().min(0n).max(BigInt(Number.MAX_SAFE_INTEGER));

export const subscribe: RpcMethod = defineParamsMethod({
  name: 'subscribe',
  summary:
    'Over a WebSocket: sends a frame with the id of this request at every event; with from_topoheight the stored blocks from there first.',
  params: {
    notify: notifyParam,
    from_topoheight: topoheightParam.optional(),
    last_block_hash: hexJson(32).optional(),
  },
  result: z.literal(true),
  async call({ notify, from_topoheight: from, last_block_hash: lastHash }, context, id) {
    if (from === undefined && lastHash !== undefined) {
      const problem = 'Invalid params: last_block_hash: it names the block below from_topoheight, which is missing';
      const remedy = 'Give from_topoheight too, or neither.';
      throw new RpcError(RpcErrorCode.INVALID_PARAMS, problem, { field: 'last_block_hash', remedy });
    }
    const point = from === undefined ? undefined : { topoheight: Number(from), lastHash };
    await subscriberOf(context).subscribe(notify, id, point);
    return true as const;
  },
});

export const unsubscribe: RpcMethod = defineParamsMethod({
  name: 'unsubscribe',
  summary: 'Over a WebSocket: ends a subscription; no frame of the event follows the answer.',
  params: { notify: notifyParam },
  result: z.literal(true),
  async call({ notify }, context) {
    subscriberOf(context).unsubscribe(notify);
    return true as const;
  },
});

function subscriberOf({ subscriber }: RpcContext): Subscriber {
  if (subscriber !== undefined) return subscriber;
  // The original does not have these methods over HTTP either.
  const remedy = 'Open a WebSocket at the same port and path, and call the method there.';
  throw new RpcError(RpcErrorCode.METHOD_NOT_FOUND, 'Subscriptions need a WebSocket', { remedy });
}
