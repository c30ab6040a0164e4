import { compareBytes } from '@tos/state';
import { RpcError, RpcErrorCode } from '../errors/rpc-error.ts';
import type { RpcId } from '../method/rpc-id.ts';
import type { ResumePoint, Subscriber } from '../method/subscriber.ts';
import {
  type ChainEventName,
  eventKey,
  isChainEvent,
  isMempoolEvent,
  type MempoolEventName,
  type NotifyEvent,
} from '../schemas/notify-event.ts';
import type { ChainPosition } from './chain-cursor.ts';
import { ChainFeed, type FeedParts } from './chain-feed.ts';
import { CloseCode } from './close-code.ts';
import { type EventFrame, eventFrame } from './event-frame.ts';

/** The most subscriptions of one socket: all simple events, and contracts besides. */
const MOST_SUBSCRIPTIONS = 64;

/** Events that can be read from stored blocks, and so be resumed. */
const resumable: ReadonlySet<NotifyEvent> = new Set<NotifyEvent>([
  'new_block',
  'block_ordered',
  'transaction_executed',
]);

/** The frames of one request, whose subscriptions begin when its answer has been sent. */
export interface RequestSubscriber extends Subscriber {
  /** To be called once, after the answer. */
  answered(): void;
}

/** A name that is taken, and the walk that serves it, if there is one. */
interface Subscription {
  feed?: ChainFeed;
}

/**
 * The subscriptions of one socket. Events of the chain that begin at the head share one walk, so that their frames come in the order in
 * which things happened; each resumed subscription has a walk of its own.
 */
export class Subscriptions {
  readonly #parts: FeedParts;
  readonly #subscriptions: Map<string, Subscription> = new Map();
  readonly #feeds: Set<ChainFeed> = new Set();
  #live: ChainFeed | undefined;
  readonly #mempoolFrames: Map<MempoolEventName, EventFrame> = new Map();
  // Subscriptions whose requests are not answered yet. Until then no event of the chain is sent, so that none overtakes the answer.
  #unanswered = 0;

  constructor(parts: FeedParts) {
    const { sink } = parts;
    this.#parts = { ...parts, sink: { ...sink, hasRoom: () => this.#unanswered === 0 && sink.hasRoom() } };
  }

  /** The subscriber for one frame of requests. */
  request(): RequestSubscriber {
    const begun: (() => void)[] = [];
    return {
      subscribe: async (event, id, from) => {
        this.#unanswered++;
        // The mempool has no past, so that its events begin with the answer.
        begun.push(() => {
          this.#unanswered--;
          if (isMempoolEvent(event) && this.#subscriptions.has(event)) {
            this.#mempoolFrames.set(event, eventFrame(event, id));
          }
        });
        await this.#subscribe(event, id, from);
      },
      unsubscribe: (event) => this.#unsubscribe(event),
      answered: () => {
        for (const begin of begun) begin();
        if (begun.length > 0) this.wake();
      },
    };
  }

  /** To be called when the chain has changed, and when the socket has room again. */
  wake(): void {
    if (this.#unanswered > 0) return;
    for (const feed of this.#feeds) feed.wake();
  }

  /** Sends an event of the mempool. @param read returns the members of the result, as JSON text without the braces */
  mempoolChanged(event: MempoolEventName, read: () => string): void {
    const { sink } = this.#parts;
    const frame = this.#mempoolFrames.get(event);
    if (frame === undefined) return;
    if (sink.mayQueue()) {
      sink.send(frame(read()));
      return;
    }
    // These events are stored nowhere: there is no place in a chain at which a slow reader could wait.
    sink.close(CloseCode.TOO_SLOW, `Too slow for ${event}; reconnect, call get_mempool, and read faster`);
  }

  close(): void {
    for (const feed of this.#feeds) feed.close();
    this.#feeds.clear();
    this.#subscriptions.clear();
    this.#mempoolFrames.clear();
  }

  async #subscribe(event: NotifyEvent, id: RpcId, from: ResumePoint | undefined): Promise<void> {
    const key = eventKey(event);
    if (this.#subscriptions.has(key)) {
      const remedy = 'Unsubscribe first to begin anew.';
      throw new RpcError(RpcErrorCode.ALREADY_SUBSCRIBED, `This socket has subscribed to ${key} already`, { remedy });
    }
    if (this.#subscriptions.size >= MOST_SUBSCRIPTIONS) {
      const problem = `This socket has ${MOST_SUBSCRIPTIONS} subscriptions, the most that it may have`;
      throw new RpcError(RpcErrorCode.OTHER, problem, { reason: 'TOS_CAPACITY', remedy: 'Open another socket.' });
    }
    if (from !== undefined && !resumable.has(event)) {
      const problem = `Invalid params: from_topoheight: only ${[...resumable].join(', ')} can be resumed, not ${key}`;
      const remedy = 'Leave from_topoheight out, and ask by a call for what you have missed.';
      throw new RpcError(RpcErrorCode.INVALID_PARAMS, problem, { field: 'from_topoheight', remedy });
    }
    const subscription: Subscription = {};
    // The name is taken before the first await, so that a second request for it cannot come in between.
    this.#subscriptions.set(key, subscription);
    if (!isChainEvent(event)) return;
    if (from === undefined) {
      subscription.feed = this.#liveFeed();
      subscription.feed.frames.set(event, eventFrame(event, id));
      return;
    }
    try {
      const position = await this.#positionOf(from);
      // The caller may have unsubscribed, or gone.
      if (this.#subscriptions.get(key) !== subscription) return;
      subscription.feed = this.#resumedFeed(position, event, id);
    } catch (error) {
      if (this.#subscriptions.get(key) === subscription) this.#subscriptions.delete(key);
      throw error;
    }
  }

  #unsubscribe(event: NotifyEvent): void {
    const key = eventKey(event);
    const subscription = this.#subscriptions.get(key);
    if (subscription === undefined) {
      const remedy = 'Subscriptions end with their socket: unsubscribe where subscribe was called.';
      throw new RpcError(RpcErrorCode.NOT_SUBSCRIBED, `This socket has not subscribed to ${key}`, { remedy });
    }
    this.#subscriptions.delete(key);
    if (isMempoolEvent(event)) this.#mempoolFrames.delete(event);
    const { feed } = subscription;
    if (feed === undefined || !isChainEvent(event)) return;
    feed.frames.delete(event);
    if (feed === this.#live) {
      if (feed.frames.size > 0) return;
      this.#live = undefined;
    }
    feed.close();
    this.#feeds.delete(feed);
  }

  #liveFeed(): ChainFeed {
    if (this.#live === undefined) {
      const { topoheight, hash } = this.#parts.context.chain.head;
      this.#live = this.#newFeed({ next: topoheight + 1, last: hash });
    }
    return this.#live;
  }

  #resumedFeed(position: ChainPosition, event: ChainEventName, id: RpcId): ChainFeed {
    const feed = this.#newFeed(position);
    feed.frames.set(event, eventFrame(event, id));
    // Whoever resumes keeps a copy of the chain, and has to hear which blocks of it are none any more.
    feed.frames.set('block_orphaned', eventFrame('block_orphaned', id));
    return feed;
  }

  #newFeed(position: ChainPosition): ChainFeed {
    const feed = new ChainFeed(position, this.#parts);
    this.#feeds.add(feed);
    return feed;
  }

  async #positionOf({ topoheight, lastHash }: ResumePoint): Promise<ChainPosition> {
    const { storage, chain } = this.#parts.context;
    if (topoheight === 0 && lastHash === undefined) return { next: 0, last: undefined };
    const last = topoheight - 1;
    if (lastHash !== undefined) {
      const block = await storage.getBlock({ hash: lastHash });
      // On a chain whose blocks have one parent each, height and topoheight are the same number.
      if (block?.height === last && compareBytes(block.hash, lastHash) === 0)
        return { next: topoheight, last: lastHash };
      throw noSuchPlace(
        'last_block_hash',
        ` is no block at topoheight ${last} that this node knows`,
        'Begin further down, with the hash of an older block.',
      );
    }
    const [hash] = await storage.hashesAt([last]);
    if (hash !== undefined) return { next: topoheight, last: hash };
    const { head } = chain;
    if (last > head.topoheight) {
      throw noSuchPlace(
        'from_topoheight',
        ` ${topoheight} is above the next block, ${head.topoheight + 1}`,
        'Begin there, or give last_block_hash.',
      );
    }
    throw noSuchPlace(
      'from_topoheight',
      ` ${topoheight}: the blocks below are not on this node, whose chain was imported`,
      'Begin further up.',
    );
  }
}

function noSuchPlace(field: string, problem: string, remedy: string): RpcError {
  return new RpcError(RpcErrorCode.OTHER, `${field}${problem}`, { reason: 'TOS_NOT_FOUND', field, remedy });
}
