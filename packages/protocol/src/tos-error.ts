import { describeValue } from './arguments/describe-value.ts';
import { type ErrorDetails, errorTable, type TosErrorCode } from './error-table.ts';
import { problemOf } from './problem-of.ts';

/** An error as plain data: what crosses a worker or process boundary, where class and prototype are lost. */
export interface TosErrorObject {
  readonly code: TosErrorCode;
  readonly message: string;
  readonly details: ErrorDetails[TosErrorCode];
}

// A registered symbol, so that two copies of this package recognise each other's errors where `instanceof` would not.
const BRAND = Symbol.for('@tos/protocol/TosError');

/**
 * Every error that this project throws on purpose. It has a stable `code`, typed `details`, and a message that begins with what was wrong and
 * ends with what to do. Match on `code` (or by `isTosError`), not on the class or the text.
 */
export class TosError<C extends TosErrorCode = TosErrorCode> extends Error {
  readonly code: C;
  readonly details: ErrorDetails[C];

  /**
   * @param problem what was wrong, in one sentence, `problemOf(code, details)` unless given. The remedy of the table is appended.
   * @throws TOS_INVALID_ARGUMENT for a code that the table lacks, and for details that are not an object
   */
  constructor(code: C, details: ErrorDetails[C], problem?: string, options?: { cause?: unknown }) {
    super(messageOf(code, details, problem), options);
    this.name = 'TosError';
    this.code = code;
    this.details = details;
    Object.defineProperty(this, BRAND, { value: true });
  }

  toObject(): TosErrorObject {
    return { code: this.code, message: this.message, details: this.details };
  }

  /**
   * Makes the error again that `toObject` returned as plain data, with its code, details and full message.
   * @throws TOS_INVALID_ARGUMENT for an object that `toObject` cannot have returned
   */
  static fromObject(plain: TosErrorObject): TosError {
    const { code, message, details }: Partial<TosErrorObject> = Object(plain);
    if (!isCode(code) || !isObject(details) || typeof message !== 'string') {
      throw argumentError('plain', 'what toObject of a TosError has returned', describeValue(plain));
    }
    const error = new TosError(plain.code, plain.details, plain.message);
    error.message = plain.message;
    return error;
  }
}

/** True for a `TosError`, made by any copy of this package. With a `code`, true for an error of this code only. */
export function isTosError<C extends TosErrorCode = TosErrorCode>(value: unknown, code?: C): value is TosError<C> {
  return value instanceof Error && BRAND in value && 'code' in value && (code === undefined || value.code === code);
}

function messageOf<C extends TosErrorCode>(code: C, details: ErrorDetails[C], problem: string | undefined): string {
  if (!isCode(code)) throw argumentError('code', 'a code of the error table', describeValue(code));
  if (!isObject(details)) {
    throw argumentError('details', `an object, the details of ${code}`, describeValue(details));
  }
  return `${problem ?? problemOf(code, details)} ${errorTable[code].remedy}`;
}

/**
 * Makes every TOS_INVALID_ARGUMENT of every package. It stands beside `TosError`, which refuses wrong arguments of its own.
 * `invalidArgument` is the shorter form for a value that may be described by `describeValue`.
 * @param argument the name of the argument as the caller knows it, with its path: `transfers[3].amount`
 * @param expected a text that completes "must be"
 * @param received a text that completes "is"
 * @param problem the sentence of the message, "<argument> is <received>, but must be <expected>." unless given
 */
export function argumentError(
  argument: string,
  expected: string,
  received: string,
  problem?: string,
): TosError<'TOS_INVALID_ARGUMENT'> {
  return new TosError('TOS_INVALID_ARGUMENT', { argument, expected, received }, problem);
}

function isCode(code: unknown): boolean {
  return typeof code === 'string' && Object.hasOwn(errorTable, code);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
