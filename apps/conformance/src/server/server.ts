import type { BlockExecutor } from '@tos/executor';
import {
  ErrorCode,
  type ExactJson,
  type ExactJsonInput,
  isTosError,
  parseExactJson,
  stringifyExactJson,
  TosError,
} from '@tos/protocol';
import Fastify, { type FastifyInstance } from 'fastify';
import { Harness } from '../harness/harness.ts';
import type { HarnessResult } from '../harness/harness-result.ts';
import type { ImportResult } from '../harness/import-blocks.ts';

const HOST = '127.0.0.1';
/** Bytes of the largest body: it has room for a chain of full blocks as hex and as JSON. */
const BODY_LIMIT = 64 * 1024 * 1024;

export interface HarnessServer {
  /** The address, such as http://127.0.0.1:8080 */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the endpoints that the suite's runner calls, over one state. Source: docs/protocol.md §0.
 * @param port the port; 0 takes any free port
 * @param executor the caller closes it
 * @throws TOS_PORT_IN_USE
 */
export async function startServer(port: number, executor: BlockExecutor): Promise<HarnessServer> {
  const server = createServer(new Harness(executor));
  try {
    return { url: await server.listen({ host: HOST, port }), close: () => server.close() };
  } catch (error) {
    await server.close();
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new TosError('TOS_PORT_IN_USE', { host: HOST, port }, `Port ${port} on ${HOST} is in use.`);
  }
}

export function createServer(harness: Harness): FastifyInstance {
  const server = Fastify({ bodyLimit: BODY_LIMIT, forceCloseConnections: true });
  // fastify's own parser would round integers, so this replaces it. A body of any content type is read as JSON, or refused.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

  // There is one state, so concurrent requests are answered one after the other.
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => T | Promise<T>): Promise<T> => {
    const done = queue.then(work);
    queue = done.catch(() => undefined);
    return done;
  };
  const get = (path: string, answer: () => ExactJsonInput): void => {
    server.get(path, async (_request, reply) =>
      reply.type('application/json').send(stringifyExactJson(await inTurn(answer))),
    );
  };
  const post = (path: string, answer: (body: ExactJson) => ExactJsonInput | Promise<ExactJsonInput>): void => {
    server.post(path, async ({ body }, reply) => {
      const json = parseExactJson(typeof body === 'string' && body !== '' ? body : 'null');
      return reply.type('application/json').send(stringifyExactJson(await inTurn(() => answer(json))));
    });
  };

  get('/health', () => ({ status: 'ok' }));
  get('/state/export', () => harness.export());
  get('/state/digest', () => ({ state_digest: harness.digest() }));
  post('/state/reset', () => {
    harness.reset();
    return { success: true, error_code: 0, state_digest: harness.digest() };
  });
  post('/state/load', (body) => {
    harness.load(body);
    return { success: true, error_code: 0, state_digest: harness.digest() };
  });
  post('/tx/execute', async (body) => resultJson(await harness.executeTransaction(body), harness.digest()));
  post('/tx/roundtrip', (body) => resultJson(harness.roundTrip(body), harness.digest()));
  post('/block/execute', async (body) => resultJson(await harness.executeBlock(body), harness.digest()));
  post('/chain/execute', async (body) => importJson(await harness.executeChain(body), harness.digest()));
  server.post('/json_rpc', async ({ body }, reply) => {
    const answer = await inTurn(() => answerText(harness, typeof body === 'string' ? body : ''));
    return reply.type('application/json').send(stringifyExactJson(answer));
  });

  server.setErrorHandler((error, _request, reply) => {
    const isCallers = isTosError(error, 'TOS_INVALID_FORMAT') || statusOf(error) < 500;
    const text = error instanceof Error ? error.message : String(error);
    const body = {
      success: false,
      error_code: isCallers ? ErrorCode.INVALID_FORMAT : ErrorCode.INTERNAL,
      state_digest: '',
      error: text,
    };
    const status = isTosError(error, 'TOS_INVALID_FORMAT') ? 400 : statusOf(error);
    return reply.code(status).type('application/json').send(stringifyExactJson(body));
  });
  return server;
}

/** The JSON-RPC answer to a body, also to one that is not JSON. */
function answerText(harness: Harness, text: string): ExactJsonInput {
  let request: ExactJson;
  try {
    request = parseExactJson(text);
  } catch {
    return { jsonrpc: '2.0', id: null, error: { code: -32700, message: 'Parse error' } };
  }
  return harness.rpc(request);
}

function resultJson({ success, errorCode, error }: HarnessResult, digest: string): ExactJsonInput {
  return { success, error_code: errorCode, state_digest: digest, error };
}

function importJson(result: ImportResult, digest: string): ExactJsonInput {
  const results = result.results.map(({ id, success, errorCode, error }) => ({
    id,
    success,
    error_code: errorCode,
    error,
  }));
  return { success: result.success, error_code: result.errorCode, state_digest: digest, error: result.error, results };
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 ? status : 500;
}
