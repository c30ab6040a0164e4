import {
  assertInteger,
  assertObject,
  assertText,
  type ExactJson,
  type ExactJsonInput,
  parseExactJson,
  stringifyExactJson,
  TosError,
} from '@tos/protocol';
import type { RpcMethods } from '../rpc/rpc-methods.ts';
import { callRefused } from './call-refused.ts';
import type { Client, MethodName, ParamsOf } from './client.ts';
import { membersOf } from './members-of.ts';
import { post } from './post.ts';
import { rpcUrl } from './rpc-url.ts';
import { signalOf } from './signal-of.ts';

export interface ClientOptions {
  /** The node's JSON-RPC, `http://127.0.0.1:8080/json_rpc`, or the node, `http://127.0.0.1:8080`. In a browser also relative to the page. */
  readonly url: string | URL;
  /** Milliseconds in which a call must be answered: 30,000 when absent, in which a node that does answer any call. */
  readonly timeoutMs?: number;
}

/**
 * Makes a client of a node. It connects with the first call.
 * @throws TOS_INVALID_ARGUMENT for a URL that is none of HTTP
 */
export function createClient(options: ClientOptions): Client {
  assertObject(options, 'options');
  const { timeoutMs = 30_000 } = options;
  const url = rpcUrl(options.url);
  assertInteger(timeoutMs, 'timeoutMs', 1, MAX_TIMEOUT_MS);
  return {
    url,
    async call<M extends MethodName>(method: M, ...[params, callOptions = {}]: ParamsOf<M>) {
      assertText(method, 'method');
      const signal = signalOf(callOptions);
      const body = stringifyExactJson({ jsonrpc: '2.0', id: 1, method, params: checkedParams(params) });
      const { text, status } = await post(body, { url, timeoutMs, signal });
      const { result, error } = membersOf(parsed(text, status, url));
      if (error !== undefined) throw callRefused(method, url, error);
      if (result === undefined) throw noAnswer(status, url);
      // The node checks its results by the schemas from which this type is generated.
      return result as RpcMethods[M]['result'];
    },
  };
}

/** The longest time of a timer: 2^31 - 1 ms, about 24 days. */
const MAX_TIMEOUT_MS = 2_147_483_647;

function checkedParams(params: unknown): { readonly [name: string]: ExactJsonInput } | undefined {
  if (params === undefined) return undefined;
  assertObject(params, 'params');
  return { ...params };
}

function parsed(text: string, status: number, url: URL): ExactJson {
  try {
    return parseExactJson(text);
  } catch {
    throw noAnswer(status, url);
  }
}

function noAnswer(status: number, url: URL): TosError<'TOS_NODE_UNREACHABLE'> {
  const reason = `what answers there speaks no JSON-RPC (its status is ${status})`;
  return new TosError('TOS_NODE_UNREACHABLE', { url: url.href, reason });
}
