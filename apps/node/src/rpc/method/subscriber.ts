import type { NotifyEvent } from '../schemas/notify-event.ts';
import type { RpcId } from './rpc-id.ts';

/** From where a subscription delivers blocks that are stored already. */
export interface ResumePoint {
  /** The first block that the caller does not have. */
  readonly topoheight: number;
  /** Hash of the block before it, as the caller has it; undefined for a caller who has none, or trusts the order. */
  readonly lastHash: Uint8Array | undefined;
}

/** The socket of a caller, as the methods `subscribe` and `unsubscribe` see it. */
export interface Subscriber {
  /**
   * Subscribes the socket to an event. Its frames repeat the id, and follow the answer to the request.
   * @throws RpcError ALREADY_SUBSCRIBED, and OTHER for too many subscriptions or a place in the chain that this node does not know
   */
  subscribe(event: NotifyEvent, id: RpcId, from?: ResumePoint): Promise<void>;
  /** After this call no frame of the event is sent. @throws RpcError NOT_SUBSCRIBED */
  unsubscribe(event: NotifyEvent): void;
}
