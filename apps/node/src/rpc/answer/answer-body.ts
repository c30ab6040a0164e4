import { type ExactJson, type ExactJsonInput, parseExactJson, stringifyExactJson, U64_MAX } from '@tos/protocol';
import { closestName } from '../../config/closest-name.ts';
import type { NodeHealth } from '../../health/node-health.ts';
import { RpcError, RpcErrorCode, toRpcError } from '../errors/rpc-error.ts';
import { mapInTurns } from '../limits/in-turns.ts';
import type { RpcMethod } from '../method/define-method.ts';
import type { RpcContext } from '../method/rpc-context.ts';
import type { RpcId } from '../method/rpc-id.ts';
import type { AnsweredCall } from './answered-call.ts';

/** The most requests in one body over HTTP. Source: docs/protocol.md §7.2. */
export const MAX_BATCH = 20;

/** Characters of answers to one list, above which its other requests are refused: a few of the largest blocks. */
const LONGEST_ANSWERS = 16 * 1024 * 1024;

/** A request that can be copied. */
export const SAMPLE_CALL = '{"jsonrpc":"2.0","id":1,"method":"get_info"}';

/** The most characters of an id: room for four UUIDs, or for 64 bytes in hex. */
const LONGEST_ID = 128;

export interface RpcDispatcher {
  readonly methods: ReadonlyMap<string, RpcMethod>;
  readonly context: RpcContext;
  /** What the questions about the node's health are answered by. */
  readonly health: Pick<NodeHealth, 'reasons'>;
  /** Receives each call once it is answered; absent where nobody counts. */
  readonly onCall?: ((call: AnsweredCall) => void) | undefined;
  /** Receives the error behind each answer with the code INTERNAL. */
  onInternalError(error: unknown): void;
  /** Called when all connections are taken, with their number. */
  onFull(connections: number): void;
}

/**
 * Answers the body of a request; body and answer are JSON texts. Never rejects: a failure is an error object with the codes of
 * docs/protocol.md §7.2. As in that section, a call without an id is answered with null, unless it fails.
 * @param mostRequests in a list
 */
export async function answerBody(
  body: string,
  dispatcher: RpcDispatcher,
  mostRequests: number = MAX_BATCH,
): Promise<string> {
  let request: ExactJson;
  try {
    request = parseExactJson(body);
  } catch (error) {
    const problem = error instanceof Error ? error.message : 'Not JSON';
    return failed(new RpcError(RpcErrorCode.PARSE, problem, { remedy: `Send a body like ${SAMPLE_CALL}` }));
  }
  if (!Array.isArray(request)) return stringifyExactJson(await answerOne(request, dispatcher));
  if (request.length === 0) {
    return failed(
      new RpcError(RpcErrorCode.INVALID_REQUEST, 'The batch is empty', { remedy: 'Send at least one request.' }),
    );
  }
  if (request.length > mostRequests) {
    const problem = `The batch has ${request.length} requests; at most ${mostRequests} are taken`;
    const remedy = 'Send several bodies; over a WebSocket a list may be longer.';
    return failed(new RpcError(RpcErrorCode.INVALID_REQUEST, problem, { remedy }));
  }
  return answerList(request, dispatcher);
}

/**
 * One after the other: a list of requests must not take more than its share of the thread that executes blocks. Submissions that follow one
 * another begin together, since the mempool verifies and judges together what arrives together.
 */
async function answerList(requests: readonly ExactJson[], dispatcher: RpcDispatcher): Promise<string> {
  let length = 0;
  const answers = await mapInTurns(gathered(requests, dispatcher), (together) =>
    Promise.all(
      together.map(async (request) => {
        const answer = stringifyExactJson(await answerOne(request, dispatcher, length > LONGEST_ANSWERS));
        length += answer.length;
        return answer;
      }),
    ),
  );
  return `[${answers.flat().join(',')}]`;
}

/** The requests in their order, those together that begin together. */
function gathered(requests: readonly ExactJson[], dispatcher: RpcDispatcher): ExactJson[][] {
  const runs: ExactJson[][] = [];
  let isOpen = false;
  for (const request of requests) {
    const isTogether = isGathered(request, dispatcher);
    if (isOpen && isTogether) runs.at(-1)!.push(request);
    else runs.push([request]);
    isOpen = isTogether;
  }
  return runs;
}

function isGathered(request: ExactJson, { methods }: RpcDispatcher): boolean {
  if (typeof request !== 'object' || request === null || Array.isArray(request)) return false;
  const name: unknown = Object.entries(request).find(([key]) => key === 'method')?.[1];
  return typeof name === 'string' && methods.get(name)?.isGathered === true;
}

/** @param isTooMuch to refuse the call, because the answers before it are long enough */
async function answerOne(
  request: ExactJson,
  dispatcher: RpcDispatcher,
  isTooMuch: boolean = false,
): Promise<ExactJsonInput> {
  let id: RpcId = null;
  let method: RpcMethod | undefined;
  const start = performance.now();
  const answered = (errorCode?: number): void =>
    dispatcher.onCall?.({ method: method?.name, elapsedMs: performance.now() - start, errorCode });
  try {
    const call = asObject(request);
    id = readId(call['id']);
    method = readMethod(call, dispatcher);
    if (isTooMuch)
      throw new RpcError(RpcErrorCode.OTHER, TOO_MUCH, { remedy: 'Send this request again in a shorter list.' });
    const result = await method.call(call['params'] ?? undefined, dispatcher.context, id);
    answered();
    return id === null ? null : { jsonrpc: '2.0', id, result };
  } catch (error) {
    const answer = toRpcError(error);
    answered(answer.code);
    if (answer.code === RpcErrorCode.INTERNAL) dispatcher.onInternalError(error);
    return failure(id, answer);
  }
}

const TOO_MUCH = `The answers to this list have more than ${LONGEST_ANSWERS} characters`;

function readMethod(call: { readonly [key: string]: ExactJson }, { methods, context }: RpcDispatcher): RpcMethod {
  if (call['jsonrpc'] !== '2.0') {
    const remedy = `Send a request like ${SAMPLE_CALL}`;
    throw new RpcError(RpcErrorCode.INVALID_REQUEST, 'jsonrpc must be "2.0"', { field: 'jsonrpc', remedy });
  }
  const name = call['method'];
  if (typeof name !== 'string') {
    const remedy = 'Name a method, such as get_info; rpc.discover lists all.';
    throw new RpcError(RpcErrorCode.PARSE, 'method must be a string', { field: 'method', remedy });
  }
  const found = methods.get(name);
  if (found === undefined) {
    const meant = closestName(name.slice(0, LONGEST_ID), [...methods.keys()]);
    const remedy =
      meant === undefined
        ? 'rpc.discover lists all methods.'
        : `Did you mean ${meant}? rpc.discover lists all methods.`;
    throw new RpcError(RpcErrorCode.METHOD_NOT_FOUND, `Method ${name} not found`, { field: 'method', remedy });
  }
  const { network } = context.chain;
  if (found.access === 'devnet' && network.name !== 'devnet') {
    const problem = `${name} is refused on ${network.name}: it changes a running node, and is for devnets only`;
    const remedy = 'Call it on a devnet of your own.';
    throw new RpcError(RpcErrorCode.OTHER, problem, { reason: 'TOS_NOT_SUPPORTED', field: 'method', remedy });
  }
  return found;
}

function readId(id: ExactJson | undefined): RpcId {
  if (id === undefined || id === null) return null;
  // Every answer repeats the id, so that its length is bounded.
  if (typeof id === 'string' && id.length > LONGEST_ID) {
    const problem = `id has ${id.length} characters; at most ${LONGEST_ID} are taken`;
    throw new RpcError(RpcErrorCode.INVALID_REQUEST, problem, { field: 'id', remedy: 'Use a number, or a UUID.' });
  }
  if (typeof id === 'string') return id;
  if (typeof id === 'bigint' && id >= 0n && id <= U64_MAX) return id;
  const remedy = `Use a number from 0 to ${U64_MAX}, a text, or none where no answer is wanted.`;
  throw new RpcError(RpcErrorCode.PARSE, 'id must be a string or an unsigned integer', { field: 'id', remedy });
}

function asObject(value: ExactJson): { readonly [key: string]: ExactJson } {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    // Array.isArray does not narrow readonly arrays away.
    return Object.fromEntries(Object.entries(value));
  }
  const remedy = `Send one like ${SAMPLE_CALL}`;
  throw new RpcError(RpcErrorCode.INVALID_REQUEST, 'A request is an object, or a list of them', { remedy });
}

function failed(error: RpcError): string {
  return stringifyExactJson(failure(null, error));
}

function failure(id: RpcId, error: RpcError): ExactJsonInput {
  return { jsonrpc: '2.0', id, error: error.toJson() };
}
