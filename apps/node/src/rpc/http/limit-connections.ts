import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Milliseconds after which a connection without any request is no longer taken for a caller that is just arriving. */
const ARRIVAL_MS = 1000;

export interface ConnectionLimit {
  readonly most: number;
  /** The HTTP answer, complete with its head, for a caller who comes while every connection is at work. */
  readonly refusal: string;
  /** Called when all connections are taken; called again only after half of them were free. */
  onFull(): void;
}

/**
 * Keeps the connections of a server within a limit. When a new one comes and all are taken, an idle connection is closed: the one whose last
 * request ended first; where none has had a request, the oldest one that is older than `ARRIVAL_MS`.
 */
export function limitConnections(server: Server, { most, refusal, onFull }: ConnectionLimit): void {
  // Idle connections and when they became idle, the oldest first: those that have had a request, and those that have not.
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
  // A WebSocket is at work until it is closed.
  server.on('upgrade', ({ socket }) => {
    served.delete(socket);
    silent.delete(socket);
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
