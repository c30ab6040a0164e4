import { assertInteger, assertList, assertObject, assertText } from '@tos/protocol';
import type { RpcMethods } from '../rpc/rpc-methods.ts';
import { ask } from './ask.ts';
import { askInLists } from './ask-in-lists.ts';
import type { AnyCall, CallOptions, Client, MethodName, Outcomes, ParamsOf } from './client.ts';
import { rpcUrl } from './rpc-url.ts';
import { signalOf } from './signal-of.ts';

export interface ClientOptions {
  /** The node's JSON-RPC, `http://127.0.0.1:8080/json_rpc`, or the node, `http://127.0.0.1:8080`. In a browser also relative to the page. */
  readonly url: string | URL;
  /** Milliseconds in which a call must be answered: 30,000 when absent, in which a node that does answer any call. */
  readonly timeoutMs?: number;
}

/** The longest time of a timer: 2^31 - 1 ms, about 24 days. */
const MAX_TIMEOUT_MS = 2_147_483_647;

/**
 * Makes a client of a node. It connects with the first call.
 * @throws TOS_INVALID_ARGUMENT for a URL that is none of HTTP, or has a user or a password
 */
export function createClient(options: ClientOptions): Client {
  assertObject(options, 'options');
  const { timeoutMs = 30_000 } = options;
  const url = rpcUrl(options.url);
  assertInteger(timeoutMs, 'timeoutMs', 1, MAX_TIMEOUT_MS);
  // The node checks its results by the schemas from which the types of results are generated: hence the two assertions.
  return {
    url,
    async call<M extends MethodName>(method: M, ...[params, callOptions = {}]: ParamsOf<M>) {
      const to = { url, timeoutMs, signal: signalOf(callOptions) };
      return (await ask(checkedCall([method, params], ''), to)) as RpcMethods[M]['result'];
    },
    async batch<const C extends readonly AnyCall[]>(calls: C, callOptions: CallOptions = {}) {
      const to = { url, timeoutMs, signal: signalOf(callOptions) };
      assertList(calls, 'calls');
      const checked = calls.map((call, i) => {
        assertList(call, `calls[${i}]`);
        return checkedCall(call, `calls[${i}].`);
      });
      return (await askInLists(checked, to)) as Outcomes<C>;
    },
  };
}

function checkedCall([method, params]: readonly unknown[], path: string): Parameters<typeof ask>[0] {
  assertText(method, `${path}method`);
  if (params === undefined) return { method, params };
  assertObject(params, `${path}params`);
  return { method, params: { ...params } };
}
