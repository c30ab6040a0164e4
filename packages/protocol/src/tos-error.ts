import { type ErrorDetails, errorTable, type TosErrorCode } from './error-table.ts';

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

  /** @param problem what was wrong, in one sentence; made from summary and details when absent. The remedy is appended. */
  constructor(code: C, details: ErrorDetails[C], problem?: string, options?: { cause?: unknown }) {
    super(`${problem ?? describe(code, details)} ${errorTable[code].remedy}`, options);
    this.name = 'TosError';
    this.code = code;
    this.details = details;
    Object.defineProperty(this, BRAND, { value: true });
  }

  toObject(): TosErrorObject {
    return { code: this.code, message: this.message, details: this.details };
  }

  /** The error that `toObject` described, with its code, details and full message. */
  static fromObject(plain: TosErrorObject): TosError {
    const error = new TosError(plain.code, plain.details);
    error.message = plain.message;
    return error;
  }
}

/** True for a `TosError`, of the given code if one is named, whichever copy of this package made it. */
export function isTosError<C extends TosErrorCode = TosErrorCode>(value: unknown, code?: C): value is TosError<C> {
  return value instanceof Error && BRAND in value && 'code' in value && (code === undefined || value.code === code);
}

function describe(code: TosErrorCode, details: object): string {
  const facts = Object.entries(details).map(([name, value]) => `${name}: ${String(value)}`);
  return `${errorTable[code].summary.slice(0, -1)} (${facts.join(', ')}).`;
}
