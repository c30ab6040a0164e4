import type { FastifyInstance } from 'fastify';
import { RpcError, RpcErrorCode } from '../errors/rpc-error.ts';
import { errorText } from './error-text.ts';

/** Bytes of a body that does not count in `BODIES_BUDGET`. */
const SMALL_BODY = 65_536;
/** Bytes that bodies under way may have together: room for more than a hundred of the largest. */
const BODIES_BUDGET = 256 * 1024 * 1024;
const TOO_MANY_BODIES: RpcError = new RpcError(RpcErrorCode.OTHER, 'Too many large requests are under way', {
  reason: 'TOS_CAPACITY',
  remedy: 'Try again.',
});

/**
 * Keeps large bodies within `BODIES_BUDGET`. The size that a request announces counts from its beginning: its bytes take memory later.
 * @param largest bytes of the largest body that the server takes
 */
export function limitBodies(server: FastifyInstance, largest: number): void {
  let claimed = 0;
  server.addHook('onRequest', (request, reply, done) => {
    const size = Number(request.headers['content-length'] ?? largest);
    // A body above the limit is refused elsewhere, without being read.
    if (request.method !== 'POST' || size <= SMALL_BODY || size > largest) return done();
    if (claimed + size > BODIES_BUDGET) {
      reply.code(503).type('application/json').send(errorText(TOO_MANY_BODIES));
      return undefined;
    }
    claimed += size;
    reply.raw.once('close', () => {
      claimed -= size;
    });
    return done();
  });
}
