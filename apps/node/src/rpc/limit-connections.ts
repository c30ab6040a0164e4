import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** A connection that has not sent a request for so long is no caller that is just arriving. */
const ARRIVAL_MS = 1000;

export interface ConnectionLimit {
  readonly most: number;
  /** What a caller gets when every connection is at work: a whole HTTP answer. */
  readonly refusal: string;
  /** All places are taken; again only after half of them were free. */
  onFull(): void;
}

/**
 * Keeps the connections of a server within a limit. When somebody new comes and there is no place, a connection that does nothing is
 * closed for it: the one that has had no request for the longest time, else one that never sent any.
 */
export function limitConnections(server: Server, { most, refusal, onFull }: ConnectionLimit): void {
  /** Both with the oldest first, and since when. */
  const served = new Map<Socket, number>();
  const silent = new Map<Socket, number>();
  let count = 0;
  let isFull = false;

  server.on('connection', (socket) => {
    count++;
    silent.set(socket, performance.now());
    socket.once('close', () => {
      count--;
      served.delete(socket);
      silent.delete(socket);
      if (count <= most / 2) isFull = false;
    });
    if (count <= most) return;
    if (!isFull) onFull();
    isFull = true;
    const idle = firstOf(served, 0) ?? firstOf(silent, ARRIVAL_MS);
    if (idle === undefined) socket.end(refusal);
    else idle.destroy();
  });
  server.on('request', ({ socket }, response) => {
    served.delete(socket);
    silent.delete(socket);
    response.once('close', () => {
      if (!socket.destroyed) served.set(socket, performance.now());
    });
  });
}

function firstOf(sockets: ReadonlyMap<Socket, number>, idleMs: number): Socket | undefined {
  for (const [socket, since] of sockets) return performance.now() - since >= idleMs ? socket : undefined;
  return undefined;
}
