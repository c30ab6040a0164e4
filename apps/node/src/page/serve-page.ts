import type { FastifyInstance } from 'fastify';
import { type PageFile, readPageFiles } from './page-files.ts';

/**
 * What the page may do: use files and calls of the node that serves it, and nothing else. No frame shows it, and no text becomes HTML or a
 * script (Trusted Types), so that what strangers wrote into the chain stays text.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const NOT_BUILT =
  'The page of this node is not built. In a clone run `npm run build`, and start the node again; JSON-RPC is at POST /json_rpc.\n';

/** Serves the page at `/`, and its files beside it. They are read once, at the start. */
export function servePage(server: FastifyInstance, files: readonly PageFile[] = readPageFiles()): void {
  if (files.length === 0) {
    server.get('/', (_request, reply) => reply.code(404).type('text/plain; charset=utf-8').send(NOT_BUILT));
    return;
  }
  for (const { path, type, body, etag, isImmutable } of files) {
    server.get(path, (request, reply) => {
      reply.headers({
        etag,
        'cache-control': isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
      if (request.headers['if-none-match'] === etag) return reply.code(304).send();
      return reply.type(type).send(body);
    });
  }
}
