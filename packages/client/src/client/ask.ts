import { type ExactJson, type ExactJsonInput, parseExactJson, stringifyExactJson, TosError } from '@tos/protocol';
import { callRefused } from './call-refused.ts';
import { membersOf } from './members-of.ts';
import { type Destination, post } from './post.ts';

export interface Call {
  readonly method: string;
  readonly params: { readonly [name: string]: ExactJsonInput | undefined } | undefined;
}

/** Makes one call, and returns its result. @throws TOS_CALL_REFUSED, TOS_NODE_UNREACHABLE, and the reason of an aborted signal */
export async function ask(call: Call, to: Destination): Promise<ExactJson> {
  const { json, status } = await exchange(stringifyExactJson(request(call, 1)), to, isReading(call));
  return resultOf(json, call, { url: to.url, status });
}

/** Whether a call changes nothing, so that it may be made twice. */
export function isReading({ method }: Call): boolean {
  return !/^(dev|submit)_/.test(method);
}

/** A request of JSON-RPC. */
export function request({ method, params }: Call, id: number): ExactJsonInput {
  return { jsonrpc: '2.0', id, method, params };
}

/** Sends a body, and returns the answer. @throws TOS_NODE_UNREACHABLE when there is none or it is no JSON */
export async function exchange(
  body: string,
  to: Destination,
  mayRepeat: boolean,
): Promise<{ readonly json: ExactJson; readonly status: number }> {
  const { text, status } = await post(body, to, mayRepeat);
  try {
    return { json: parseExactJson(text), status };
  } catch {
    throw noAnswer({ url: to.url, status });
  }
}

/** The result in the answer to a call. @throws TOS_CALL_REFUSED, and TOS_NODE_UNREACHABLE for what is no answer */
export function resultOf(
  answer: ExactJson | undefined,
  { method }: Call,
  from: { readonly url: URL; readonly status: number },
): ExactJson {
  const { result, error } = membersOf(answer);
  // The answer of a gateway, or of a server that is closing, may have an `error` too, which is a text.
  if (error !== undefined && typeof membersOf(error)['code'] === 'bigint') throw callRefused(method, from.url, error);
  if (result === undefined) throw noAnswer(from);
  return result;
}

function noAnswer({ url, status }: { readonly url: URL; readonly status: number }): TosError<'TOS_NODE_UNREACHABLE'> {
  const reason = `what answers there speaks no JSON-RPC (its status is ${status})`;
  return new TosError('TOS_NODE_UNREACHABLE', { url: url.href, reason });
}
