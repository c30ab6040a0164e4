import { type ExactJson, type ExactJsonInput, parseExactJson, stringifyExactJson } from '@tos/protocol';

/** The members of a JSON object; none for any other JSON. */
export type Members = { readonly [name: string]: ExactJson | undefined };

/** An error that the node answered. */
export class RpcFailure extends Error {
  readonly code: number;
  readonly data: Members;

  constructor({ code, message, data }: Members) {
    super(String(message));
    this.code = Number(code);
    this.data = membersOf(data);
  }
}

export function membersOf(json: ExactJson | undefined): Members {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? Object.fromEntries(Object.entries(json))
    : {};
}

/** Calls the node that serves the page. @throws RpcFailure, and TypeError when the node does not answer */
export async function call<T>(method: string, params?: ExactJsonInput): Promise<T> {
  const body = stringifyExactJson({ jsonrpc: '2.0', id: 1, method, ...(params === undefined ? {} : { params }) });
  const response = await fetch('json_rpc', { method: 'POST', body });
  const { result, error } = membersOf(parseExactJson(await response.text()));
  if (error !== undefined) throw new RpcFailure(membersOf(error));
  return result as T;
}
