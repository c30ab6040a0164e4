import * as protocol from '../../../packages/protocol/src/index.ts';
import { anyText, integer, object, oneOf, optional } from '../kinds.ts';
import type { Inner, Rows } from '../row.ts';

const details = { argument: 'a', expected: 'b', received: 'c' };

export const rows: Rows = {
  parseExactJson: {
    args: [anyText('{"a":1}')],
    call: (text) => {
      try {
        return protocol.parseExactJson(text);
      } catch (error) {
        if (typeof text === 'string' && protocol.isTosError(error, 'TOS_INVALID_FORMAT')) return;
        throw error;
      }
    },
  },
  TosError: {
    args: [
      oneOf('TOS_INVALID_ARGUMENT'),
      { good: details, takes: (value) => typeof value === 'object' && value !== null },
    ],
    call: (code, given) => new protocol.TosError(code, given),
  },
  'TosError.fromObject': {
    args: [
      object({
        code: oneOf('TOS_INVALID_ARGUMENT'),
        message: anyText('m'),
        details: { good: details, takes: (value) => typeof value === 'object' && value !== null },
      }),
    ],
    call: (plain) => protocol.TosError.fromObject(plain),
  },
  stringifyExactJson: {
    args: [{ good: 5n, takes: isJson }, optional(integer(0, 10))],
    call: (value, space) => protocol.stringifyExactJson(value, space),
  },
};

/** True for the values of `everyValue` that JSON has a form for. */
function isJson(value: unknown): boolean {
  if (value === null || ['string', 'bigint', 'boolean'].includes(typeof value)) return true;
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0);
  return Array.isArray(value) || (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype);
}

export const inner: Inner = {
  'assert*': 'checks themselves: arguments.test.ts has their table',
  isBytes: 'takes anything',
  isGone: 'takes anything',
  describeValue: 'takes anything',
  invalidArgument: 'takes any value',
  argumentError: 'of texts that its callers write',
  isTosError: 'takes anything',
  errorCodeName: 'any other value than a code is UNKNOWN, as documented',
  problemOf: 'of errors that exist: the constructor of TosError has checked',
  u64High: 'halves of what assertU64 has checked, on the way of every transaction',
  u64Low: 'as u64High',
  u64FromHalves: 'as u64High',
  'TosError.toObject': 'no arguments',
};
