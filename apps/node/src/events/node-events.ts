import { EventEmitter } from 'node:events';
import type { ChainHead, LeaveReason, MempoolEntry } from '@tos/chain';
import type { ProducedBlock } from '../blocks/produced-block.ts';

/** What happens in a node, for those who show or count it. Listeners must not throw, and must not keep the caller waiting. */
export interface NodeEventMap {
  /** A block is durable. */
  block: [block: ProducedBlock];
  /** Blocks were undone: the head was `from`, and is `to`. */
  rollback: [change: { readonly from: ChainHead; readonly to: ChainHead }];
  /** A transaction waits in the mempool. */
  transactionAdded: [entry: MempoolEntry];
  transactionLeft: [entry: MempoolEntry, reason: LeaveReason];
}

/** The node's one source of events: subscriptions, metrics and the terminal listen to it. */
export class NodeEvents extends EventEmitter<NodeEventMap> {}
