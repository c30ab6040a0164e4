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
 * Every error this project throws on purpose: a stable `code`, typed `details`, and a message that says what was wrong and
 * what to do. Match on `code` (or `isTosError`), not on the class or the text.
 */
export class TosError<C extends TosErrorCode = TosErrorCode> extends Error {
  readonly code: C;
  readonly details: ErrorDetails[C];

  /**
   * @param problem what was wrong, in one sentence; made from the details when absent. The remedy is appended.
   * @throws TOS_INVALID_ARGUMENT for a code that there is not, and details that are no object
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
   * The error that `toObject` described, with its code, details and full message.
   * @throws TOS_INVALID_ARGUMENT for an object that it has not made
   */
  static fromObject(plain: TosErrorObject): TosError {
    const { code, message, details }: Partial<TosErrorObject> = Object(plain);
    if (!isCode(code) || !isObject(details) || typeof message !== 'string') {
      throw invalid('plain', 'what toObject of a TosError has returned', plain);
    }
    const error = new TosError(plain.code, plain.details, plain.message);
    error.message = plain.message;
    return error;
  }
}

/** True for a `TosError`, of the given code if one is named, whichever copy of this package made it. */
export function isTosError<C extends TosErrorCode = TosErrorCode>(value: unknown, code?: C): value is TosError<C> {
  return value instanceof Error && BRAND in value && 'code' in value && (code === undefined || value.code === code);
}

function messageOf<C extends TosErrorCode>(code: C, details: ErrorDetails[C], problem: string | undefined): string {
  if (!isCode(code)) throw invalid('code', 'a code of the error table', code);
  if (!isObject(details)) throw invalid('details', `an object, the details of ${code}`, details);
  return `${problem ?? problemOf(code, details)} ${errorTable[code].remedy}`;
}

function isCode(code: unknown): boolean {
  return typeof code === 'string' && Object.hasOwn(errorTable, code);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function invalid(argument: string, expected: string, value: unknown): TosError {
  return new TosError('TOS_INVALID_ARGUMENT', { argument, expected, received: describeValue(value) });
}
