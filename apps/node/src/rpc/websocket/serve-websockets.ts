import type { IncomingMessage, Server } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { LeaveReason, MempoolEntry } from '@tos/chain';
import { encodeAddress } from '@tos/crypto';
import { WebSocketServer } from 'ws';
import type { NodeEvents } from '../../events/node-events.ts';
import type { RpcDispatcher } from '../answer/answer-body.ts';
import type { MempoolEventName } from '../schemas/notify-event.ts';
import { BlockSteps } from '../subscriptions/block-steps.ts';
import { memberText } from '../subscriptions/member-text.ts';
import { ByteBudget } from './byte-budget.ts';
import { RpcSocket } from './rpc-socket.ts';

/** Time between two looks for sockets whose other end is gone. */
const BEAT_MS = 30_000;
/** Bytes of frames that are arriving or being answered, of all sockets together: as much as HTTP has for large bodies. */
const INCOMING_BUDGET = 256 * 1024 * 1024;
/** Bytes that wait for the readers of all sockets together. */
const OUTGOING_BUDGET = 256 * 1024 * 1024;

export interface WebSocketParts {
  readonly dispatcher: RpcDispatcher;
  readonly events: NodeEvents;
  /** The most sockets that are open at once. */
  readonly most: number;
  /** Bytes of the largest frame. */
  readonly largestFrame: number;
  /** The HTTP answer, complete with its head, with which an upgrade is refused; undefined to take it. */
  refusalOf(request: IncomingMessage): string | undefined;
  /** The HTTP answer for an upgrade when `most` sockets are open. */
  readonly fullRefusal: string;
}

export interface WebSockets {
  /** Takes no new requests; resolves when all sockets are closed, each after its calls under way. */
  stop(): Promise<void>;
  /** Ends all connections at once. */
  terminate(): void;
}

/** Takes WebSockets on an HTTP server: JSON-RPC as over HTTP, and subscriptions, which last as long as their socket. */
export function serveWebSockets(server: Server, parts: WebSocketParts): WebSockets {
  const { dispatcher, events, most, largestFrame } = parts;
  const upgrades = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // Compression would cost each socket hundreds of kilobytes, and each frame its copy of the work.
    perMessageDeflate: false,
    maxPayload: largestFrame,
  });
  const sockets = new Set<RpcSocket>();
  const shared = {
    dispatcher,
    steps: new BlockSteps(dispatcher.context),
    incoming: new ByteBudget(INCOMING_BUDGET),
    outgoing: new ByteBudget(OUTGOING_BUDGET),
  };
  let isStopping = false;
  let onEmpty: () => void = () => undefined;

  const onUpgrade = (request: IncomingMessage, connection: Duplex, head: Buffer): void => {
    const refusal = parts.refusalOf(request) ?? (sockets.size >= most || isStopping ? parts.fullRefusal : undefined);
    if (refusal !== undefined || !(connection instanceof Socket)) {
      connection.on('error', () => undefined);
      connection.end(refusal);
      return;
    }
    upgrades.handleUpgrade(request, connection, head, (socket) => {
      const one = new RpcSocket(socket, connection, shared);
      sockets.add(one);
      socket.once('close', () => {
        sockets.delete(one);
        if (sockets.size === 0) onEmpty();
      });
    });
  };
  const onChain = (): void => {
    for (const { subscriptions } of sockets) subscriptions.wake();
  };
  const onMempool = (event: MempoolEventName, write: () => string): void => {
    // Made at most once, and only where somebody has subscribed: a transaction is a matter of microseconds otherwise.
    let members: string | undefined;
    const read = (): string => {
      members ??= write();
      return members;
    };
    for (const { subscriptions } of sockets) subscriptions.mempoolChanged(event, read);
  };
  const onAdded = (entry: MempoolEntry): void =>
    onMempool('transaction_added_in_mempool', () => addedTransaction(entry, dispatcher));
  const onLeft = ({ hash }: MempoolEntry, reason: LeaveReason): void =>
    onMempool('transaction_left_mempool', () => memberText({ hash: bytesToHex(hash), reason }));
  const beat = setInterval(() => {
    for (const socket of sockets) socket.beat();
  }, BEAT_MS).unref();

  server.on('upgrade', onUpgrade);
  events.on('block', onChain).on('rollback', onChain).on('transactionAdded', onAdded).on('transactionLeft', onLeft);
  return {
    async stop() {
      isStopping = true;
      clearInterval(beat);
      events
        .off('block', onChain)
        .off('rollback', onChain)
        .off('transactionAdded', onAdded)
        .off('transactionLeft', onLeft);
      const empty = new Promise<void>((resolve) => {
        onEmpty = resolve;
      });
      for (const socket of sockets) socket.stop();
      if (sockets.size > 0) await empty;
    },
    terminate() {
      for (const socket of sockets) socket.terminate();
    },
  };
}

/** The result of `transaction_added_in_mempool`, without its braces. `first_seen` is in seconds since 1970, as in the original. */
function addedTransaction({ hash, source, fee, firstSeen, wire }: MempoolEntry, { context }: RpcDispatcher): string {
  return memberText({
    hash: bytesToHex(hash),
    source: encodeAddress(source, context.chain.network),
    fee,
    first_seen: Math.floor(firstSeen / 1000),
    size: wire.length,
  });
}
