import { type ExactJson, type ExactJsonInput, parseExactJson, stringifyExactJson, U64_MAX } from '@tos/protocol';
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
    return failed(new RpcError(RpcErrorCode.PARSE, error instanceof Error ? error.message : 'Not JSON'));
  }
  if (!Array.isArray(request)) return stringifyExactJson(await answerOne(request, dispatcher));
  if (request.length === 0) return failed(new RpcError(RpcErrorCode.INVALID_REQUEST, 'The batch is empty'));
  if (request.length > mostRequests) {
    const problem = `The batch has ${request.length} requests; at most ${mostRequests} are taken`;
    return failed(new RpcError(RpcErrorCode.INVALID_REQUEST, problem));
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
    if (isTooMuch) throw new RpcError(RpcErrorCode.OTHER, TOO_MUCH);
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

const TOO_MUCH = `The answers to this list have more than ${LONGEST_ANSWERS} characters; send this request again in a shorter list`;

function readMethod(call: { readonly [key: string]: ExactJson }, { methods, context }: RpcDispatcher): RpcMethod {
  if (call['jsonrpc'] !== '2.0') throw new RpcError(RpcErrorCode.INVALID_REQUEST, 'jsonrpc must be "2.0"');
  const name = call['method'];
  if (typeof name !== 'string') throw new RpcError(RpcErrorCode.PARSE, 'method must be a string');
  const found = methods.get(name);
  if (found === undefined) throw new RpcError(RpcErrorCode.METHOD_NOT_FOUND, `Method ${name} not found`);
  const { network } = context.chain;
  if (found.access === 'devnet' && network.name !== 'devnet') {
    const problem = `${name} is refused on ${network.name}: it changes a running node, and is for devnets only`;
    throw new RpcError(RpcErrorCode.OTHER, problem);
  }
  return found;
}

function readId(id: ExactJson | undefined): RpcId {
  if (id === undefined || id === null) return null;
  // Every answer repeats the id, so that its length is bounded.
  if (typeof id === 'string' && id.length > LONGEST_ID) {
    throw new RpcError(RpcErrorCode.INVALID_REQUEST, `id has ${id.length} characters; at most ${LONGEST_ID} are taken`);
  }
  if (typeof id === 'string') return id;
  if (typeof id === 'bigint' && id >= 0n && id <= U64_MAX) return id;
  throw new RpcError(RpcErrorCode.PARSE, 'id must be a string or an unsigned integer');
}

function asObject(value: ExactJson): { readonly [key: string]: ExactJson } {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    // Array.isArray does not narrow readonly arrays away.
    return Object.fromEntries(Object.entries(value));
  }
  throw new RpcError(RpcErrorCode.INVALID_REQUEST, 'A request is an object, or a list of them');
}

function failed(error: RpcError): string {
  return stringifyExactJson(failure(null, error));
}

function failure(id: RpcId, error: RpcError): ExactJsonInput {
  return { jsonrpc: '2.0', id, error: error.toJson() };
}
