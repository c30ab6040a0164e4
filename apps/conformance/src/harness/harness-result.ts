import { ErrorCode, errorCodeName, isTosError } from '@tos/protocol';

/** The answer of an execution. Source: docs/protocol.md §0. */
export interface HarnessResult {
  readonly success: boolean;
  readonly errorCode: number;
  /** A message for people. */
  readonly error?: string;
}

export const SUCCESS: HarnessResult = { success: true, errorCode: ErrorCode.OK };

export function failure(errorCode: number, error: string = errorCodeName(errorCode)): HarnessResult {
  return { success: false, errorCode, error };
}

/**
 * Makes a result of an error: of input that does not decode, of a broken rule, or of a part of the protocol that this project lacks.
 * @throws every other error, which is a defect
 */
export function failureOf(error: unknown): HarnessResult {
  if (isTosError(error, 'TOS_INVALID_FORMAT')) return failure(ErrorCode.INVALID_FORMAT, error.message);
  if (isTosError(error, 'TOS_RULE_VIOLATION')) return failure(error.details.code, error.message);
  if (isTosError(error, 'TOS_NOT_SUPPORTED')) return failure(ErrorCode.NOT_IMPLEMENTED, error.message);
  throw error;
}
