import { type ExactJsonInput, errorTable, isTosError, type TosError, type TosErrorCode } from '@tos/protocol';
import type { ErrorJson } from './error-json.ts';

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

type Code = (typeof RpcErrorCode)[keyof typeof RpcErrorCode];

/** The code of the project's one table that an error has where it names none itself. */
const reasons: { readonly [code in Code]: TosErrorCode } = {
  [RpcErrorCode.PARSE]: 'TOS_INVALID_FORMAT',
  [RpcErrorCode.INVALID_REQUEST]: 'TOS_INVALID_FORMAT',
  [RpcErrorCode.METHOD_NOT_FOUND]: 'TOS_NOT_SUPPORTED',
  [RpcErrorCode.INVALID_PARAMS]: 'TOS_INVALID_ARGUMENT',
  [RpcErrorCode.INTERNAL]: 'TOS_INTERNAL',
  [RpcErrorCode.DESERIALISATION]: 'TOS_INVALID_FORMAT',
  [RpcErrorCode.OTHER]: 'TOS_INVALID_ARGUMENT',
  [RpcErrorCode.NOT_SUBSCRIBED]: 'TOS_INVALID_ARGUMENT',
  [RpcErrorCode.ALREADY_SUBSCRIBED]: 'TOS_INVALID_ARGUMENT',
};

/** What an error has besides its code and what was wrong. */
export interface RpcErrorFacts {
  /** What the caller can do, one sentence. */
  readonly remedy: string;
  /** The stable code; that of `reasons` when absent. */
  readonly reason?: TosErrorCode;
  /** The param at fault, with its path: `tx_hashes.1`. */
  readonly field?: string | undefined;
  /** Numbers and names by which a program can go on. */
  readonly details?: { readonly [name: string]: ExactJsonInput | undefined };
}

/** An error that is answered as a JSON-RPC error object. */
export class RpcError extends Error {
  readonly code: Code;
  readonly facts: RpcErrorFacts;

  /** @param problem what was wrong, one sentence. The remedy is appended, so that a message ends with what to do. */
  constructor(code: Code, problem: string, facts: RpcErrorFacts) {
    super(`${cutText(problem).replace(/\.$/, '')}. ${facts.remedy}`);
    this.name = 'RpcError';
    this.code = code;
    this.facts = facts;
  }

  /** The error object of an answer. It may repeat what a caller sent, but no text longer than `LINE` characters. */
  toJson(): ErrorJson {
    const { remedy, reason = reasons[this.code], field, details = {} } = this.facts;
    const rule = reason === 'TOS_RULE_VIOLATION' ? details['code'] : undefined;
    const data = {
      code: reason,
      ...(typeof rule === 'number' ? { error_code: rule, rule: `0x${rule.toString(16).padStart(4, '0')}` } : {}),
      field: field === undefined ? undefined : cutText(field),
      remedy,
      details: Object.fromEntries(Object.entries(details).map(([name, value]) => [name, cut(value)])),
    };
    return { code: this.code, message: this.message, data };
  }
}

/** Characters of the longest text that an answer repeats whole. */
const LINE = 240;

function cut(value: ExactJsonInput | undefined): ExactJsonInput | undefined {
  return typeof value === 'string' ? cutText(value) : value;
}

function cutText(text: string): string {
  if (text.length <= LINE) return text;
  // Both ends stay: the beginning names the problem, and the end often has the reason.
  const half = LINE / 2 - 20;
  return `${text.slice(0, half)} … ${text.length - 2 * half} characters … ${text.slice(-half)}`;
}

/** The answer to whatever a method threw. The text of an unforeseen error is left out: it may hold paths or memory. */
export function toRpcError(error: unknown): RpcError {
  if (error instanceof RpcError) return error;
  if (!isTosError(error)) {
    const remedy = "The node's log says why; tell whoever runs the node, and look before you call again.";
    return new RpcError(RpcErrorCode.INTERNAL, 'Internal error', { remedy });
  }
  const { code, details } = error;
  const { remedy } = errorTable[code];
  return new RpcError(rpcCodeOf(error), problemIn(error), { reason: code, remedy, details: { ...details } });
}

/** What was wrong, without the remedy with which the message of a `TosError` ends. */
export function problemIn({ code, message }: TosError): string {
  const { remedy } = errorTable[code];
  return message.endsWith(remedy) ? message.slice(0, -remedy.length).trimEnd() : message;
}

function rpcCodeOf(error: TosError): Code {
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
