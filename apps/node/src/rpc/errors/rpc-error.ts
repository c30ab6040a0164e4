import type { ExactJsonInput } from '@tos/protocol';
import { isTosError, type TosError } from '@tos/protocol';

/** Codes of a JSON-RPC answer. Source: docs/protocol.md §7.2. */
export const RpcErrorCode = {
  PARSE: -32700,
  INVALID_REQUEST: -32600,
  METHOD_NOT_FOUND: -32601,
  INVALID_PARAMS: -32602,
  INTERNAL: -32603,
  DESERIALISATION: -32000,
  OTHER: -32004,
  NOT_SUBSCRIBED: -1,
  ALREADY_SUBSCRIBED: -2,
} as const;

/** The member `data` of an error object. */
export type RpcErrorData = { readonly [key: string]: ExactJsonInput | undefined };

/** An error that is answered as a JSON-RPC error object. */
export class RpcError extends Error {
  readonly code: (typeof RpcErrorCode)[keyof typeof RpcErrorCode];
  readonly data: RpcErrorData | undefined;

  constructor(code: RpcError['code'], message: string, data?: RpcErrorData) {
    super(message);
    this.name = 'RpcError';
    this.code = code;
    this.data = data;
  }

  /** The error object of an answer. It may repeat what a caller sent, but no text longer than `LINE` characters. */
  toJson(): RpcErrorData {
    const data = this.data && Object.fromEntries(Object.entries(this.data).map(([name, value]) => [name, cut(value)]));
    return { code: this.code, message: cut(this.message), data };
  }
}

/** Characters of the longest text that an answer repeats whole. */
const LINE = 240;

function cut(value: ExactJsonInput | undefined): ExactJsonInput | undefined {
  if (typeof value !== 'string' || value.length <= LINE) return value;
  // Both ends stay: a message names the problem at its beginning and the remedy at its end.
  const half = LINE / 2 - 20;
  return `${value.slice(0, half)} … ${value.length - 2 * half} characters … ${value.slice(-half)}`;
}

/** The answer to whatever a method threw. The text of an unforeseen error is left out: it may hold paths or memory. */
export function toRpcError(error: unknown): RpcError {
  if (error instanceof RpcError) return error;
  if (!isTosError(error)) return new RpcError(RpcErrorCode.INTERNAL, 'Internal error');
  return new RpcError(rpcCodeOf(error), error.message, dataOf(error));
}

function rpcCodeOf(error: TosError): RpcError['code'] {
  switch (error.code) {
    case 'TOS_INVALID_FORMAT':
      return RpcErrorCode.DESERIALISATION;
    case 'TOS_INTERNAL':
    case 'TOS_STORAGE_CORRUPT':
    case 'TOS_STORAGE_FAILURE':
      return RpcErrorCode.INTERNAL;
    default:
      return RpcErrorCode.OTHER;
  }
}

/** The details of an error. `code` is the stable code of this project; the numeric code of a rule is `error_code`. */
function dataOf(error: TosError): RpcErrorData {
  const { code } = error;
  const shared = { ...error.details, code };
  if (!isTosError(error, 'TOS_RULE_VIOLATION')) return shared;
  const rule = error.details.code;
  return { ...shared, error_code: rule, rule: `0x${rule.toString(16).padStart(4, '0')}` };
}
