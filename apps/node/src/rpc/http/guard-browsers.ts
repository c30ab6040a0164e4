import type { FastifyInstance } from 'fastify';
import { type BrowserRules, browserRefusal } from './browser-guard.ts';
import { errorText } from './error-text.ts';

/** Seconds for which a browser need not ask again whether a page may call: the most that Chromium keeps. */
const PREFLIGHT_SECONDS = '7200';

/**
 * Refuses requests of browsers that have no business here, before their bodies are read, and gives the pages that may call the headers with
 * which their browser lets them read the answer. A page may send forms and plain text without asking, so that the origin is checked in every request.
 */
export function guardBrowsers(server: FastifyInstance, rules: BrowserRules): void {
  server.addHook('onRequest', (request, reply, done) => {
    const refusal = browserRefusal(request.headers, rules);
    // Caches between must not give the answer for one origin to another.
    reply.header('vary', 'Origin');
    if (refusal !== undefined) {
      reply.code(403).type('application/json').send(errorText(refusal));
      return undefined;
    }
    const { origin } = request.headers;
    if (origin !== undefined) reply.header('access-control-allow-origin', origin);
    return done();
  });

  server.options('/json_rpc', (request, reply) => {
    reply.code(204).header('allow', 'POST, OPTIONS');
    if (request.headers.origin !== undefined) {
      reply.header('access-control-allow-methods', 'POST');
      reply.header('access-control-allow-headers', 'content-type');
      reply.header('access-control-max-age', PREFLIGHT_SECONDS);
    }
    // Chromium asks this where a page of a public address calls a private one. Only listed origins get here.
    if (request.headers['access-control-request-private-network'] === 'true') {
      reply.header('access-control-allow-private-network', 'true');
    }
    return reply.send();
  });
}
