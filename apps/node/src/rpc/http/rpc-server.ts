import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { MAX_TRANSACTION_SIZE, networks } from '@tos/protocol';
import Fastify, { type FastifyInstance } from 'fastify';
import type { NodeEvents } from '../../events/node-events.ts';
import { servePage } from '../../page/serve-page.ts';
import { listenError } from '../../settings/listen-error.ts';
import { answerBody, type RpcDispatcher, SAMPLE_CALL } from '../answer/answer-body.ts';
import { RpcError, RpcErrorCode, toRpcError } from '../errors/rpc-error.ts';
import { serveWebSockets, type WebSockets } from '../websocket/serve-websockets.ts';
import { type BrowserRules, browserRefusal } from './browser-guard.ts';
import { errorText, httpRefusal } from './error-text.ts';
import { guardBrowsers } from './guard-browsers.ts';
import { addHealthRoutes } from './health-routes.ts';
import { limitBodies } from './limit-bodies.ts';
import { limitConnections } from './limit-connections.ts';
import { openFilesLimit } from './open-files-limit.ts';
import { withoutSchemas } from './without-schemas.ts';

/** Bytes of the largest body: a transaction of the largest size in hex, and the JSON around it. */
const BODY_LIMIT = 2 * MAX_TRANSACTION_SIZE + 65_536;
/** The address of whoever is on this machine, and of nobody else. */
const LOOPBACK = '127.0.0.1';
/** The most connections; fewer where that is more than half of the files that the process may open. An idle connection costs 20 kB. */
const MOST_CONNECTIONS = 4096;
/** Time for a whole request to arrive. */
const REQUEST_TIMEOUT_MS = 10_000;
/** Time for calls under way to end when the node stops. */
const CLOSE_TIMEOUT_MS = 2000;

export interface RpcServer {
  /** The URL of the server, of the form http://127.0.0.1:8080 */
  readonly url: string;
  /** The number of open connections. */
  connections(): Promise<number>;
  /** Takes no new calls, and waits at most two seconds for those under way. A second call does the same. */
  close(): Promise<void>;
}

/** Where the server listens, and whom of browsers it takes. */
export interface RpcServerOptions {
  /** An IP address; by default that of this machine, which nobody else reaches. */
  readonly host?: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Origins of web pages that may call besides those of this machine, as browsers write them. */
  readonly origins?: readonly string[] | undefined;
  /** Names besides `localhost` by which this node is called, in small letters. */
  readonly hosts?: readonly string[] | undefined;
}

/**
 * Serves JSON-RPC, `POST /json_rpc` and WebSockets at the same path, with `GET /health/live` and `/health/ready`, and the page at `/`.
 * @throws TOS_PORT_IN_USE, TOS_INVALID_CONFIG for a port that this user may not open, and an address that this machine does not have
 */
export async function startRpcServer(
  { host = LOOPBACK, port, origins = [], hosts = [] }: RpcServerOptions,
  dispatcher: RpcDispatcher,
  events: NodeEvents,
): Promise<RpcServer> {
  const rules = { ...browserRulesOf(dispatcher), origins, hosts };
  const server = createServer(dispatcher, rules);
  const most = Math.floor(mostConnections() / 2);
  const sockets = serveWebSockets(server.server, {
    dispatcher,
    events,
    most,
    largestFrame: BODY_LIMIT,
    refusalOf: (request) => upgradeRefusal(request, rules),
    fullRefusal: httpRefusal(
      503,
      noRoom(`All ${most} places of WebSockets are taken`, 'Try again, or send requests over HTTP.'),
    ),
  });
  try {
    const url = await server.listen({ host, port, backlog: MOST_CONNECTIONS });
    let closed: Promise<void> | undefined;
    return {
      url,
      connections: () => promisify(server.server.getConnections.bind(server.server))(),
      close() {
        closed ??= closeSoon(server, sockets);
        return closed;
      },
    };
  } catch (error) {
    await server.close();
    throw listenError(error, { setting: '--rpc-port', host, port });
  }
}

async function closeSoon(server: FastifyInstance, sockets: WebSockets): Promise<void> {
  const timer = setTimeout(() => {
    server.server.closeAllConnections();
    sockets.terminate();
  }, CLOSE_TIMEOUT_MS);
  await Promise.all([server.close(), sockets.stop()]);
  clearTimeout(timer);
}

/** Where nothing is listed, pages that this machine serves may call a devnet; no page may call another network, and no other name leads to the node. */
function browserRulesOf({ context: { chain } }: RpcDispatcher): BrowserRules {
  return { allowsLoopback: chain.network.chainId === networks.devnet.chainId, origins: [], hosts: [] };
}

export function createServer(
  dispatcher: RpcDispatcher,
  rules: BrowserRules = browserRulesOf(dispatcher),
): FastifyInstance {
  const server = Fastify({
    ...withoutSchemas,
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: 'idle',
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Node limits the whole request by the longer of the two timeouts, and by default checks them every 30 seconds.
    http: { headersTimeout: REQUEST_TIMEOUT_MS, connectionsCheckingInterval: 1000 },
  });
  const most = mostConnections();
  limitConnections(server.server, {
    most,
    refusal: httpRefusal(503, noRoom(`All ${most} connections are at work`, 'Try again.')),
    onFull: () => dispatcher.onFull(most),
  });
  guardBrowsers(server, rules);
  limitBodies(server, BODY_LIMIT);
  // Fastify's own parser would round integers. The body is read as JSON whatever the content type says.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

  servePage(server);
  addHealthRoutes(server, dispatcher.health);
  server.post('/json_rpc', async (request, reply) => {
    const body = typeof request.body === 'string' ? request.body : '';
    return reply.type('application/json').send(await answerBody(body, dispatcher));
  });

  server.route({
    method: ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'],
    url: '/json_rpc',
    handler: (request, reply) =>
      reply
        .code(405)
        .header('allow', 'POST, OPTIONS')
        .type('application/json')
        .send(errorText(wrongVerb(request.method))),
  });

  server.setNotFoundHandler((request, reply) => {
    const problem = `There is no ${request.method} ${request.url.slice(0, 64)}`;
    const error = new RpcError(RpcErrorCode.INVALID_REQUEST, problem, { remedy: 'Calls go to POST /json_rpc.' });
    return reply.code(404).type('application/json').send(errorText(error));
  });
  server.setErrorHandler((error, _request, reply) => {
    const status = statusOf(error);
    if (status >= 500) dispatcher.onInternalError(error);
    return reply
      .code(status)
      .type('application/json')
      .send(errorText(status >= 500 ? toRpcError(error) : unreadable(status)));
  });
  return server;
}

/** How many connections may be open at once; WebSockets may take half of them. */
function mostConnections(): number {
  return Math.min(MOST_CONNECTIONS, Math.floor(openFilesLimit() / 2));
}

function upgradeRefusal({ url = '', headers }: IncomingMessage, rules: BrowserRules): string | undefined {
  const refusal = browserRefusal(headers, rules);
  if (refusal !== undefined) return httpRefusal(403, refusal);
  const [path] = url.split('?', 1);
  if (path === '/json_rpc') return undefined;
  const problem = `There is no WebSocket at ${url.slice(0, 64)}`;
  return httpRefusal(404, new RpcError(RpcErrorCode.INVALID_REQUEST, problem, { remedy: 'Open one at /json_rpc.' }));
}

function wrongVerb(method: string): RpcError {
  const remedy = `Send POST /json_rpc with a body like ${SAMPLE_CALL}, or open a WebSocket there.`;
  return new RpcError(RpcErrorCode.INVALID_REQUEST, `${method} /json_rpc is no call`, { remedy });
}

function noRoom(problem: string, remedy: string): RpcError {
  return new RpcError(RpcErrorCode.OTHER, problem, { reason: 'TOS_CAPACITY', remedy });
}

/** The error for a request whose head or body HTTP refuses. */
function unreadable(status: number): RpcError {
  const refused = (problem: string, remedy: string): RpcError =>
    new RpcError(RpcErrorCode.INVALID_REQUEST, problem, { remedy });
  if (status === 413) return refused(`The body has more than ${BODY_LIMIT} bytes`, 'Send several smaller ones.');
  if (status === 415) return refused('The content type is malformed', 'Send application/json, or none.');
  return refused('The request cannot be read', `Send POST /json_rpc with a body like ${SAMPLE_CALL}`);
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 ? status : 500;
}
