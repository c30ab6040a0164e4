import { ErrorCode, errorCodeName, isTosError } from '@tos/protocol';

/** What an execution answers. Source: docs/protocol.md §0. */
export interface HarnessResult {
  readonly success: boolean;
  readonly errorCode: number;
  /** For people. */
  readonly error?: string;
}

export const SUCCESS: HarnessResult = { success: true, errorCode: ErrorCode.OK };

export function failure(errorCode: number, error: string = errorCodeName(errorCode)): HarnessResult {
  return { success: false, errorCode, error };
}

/**
 * The result that stands for an error on the way to a result: input that does not decode, a rule that it breaks, or a part of the
 * protocol that is not here. Any other error is a defect and is thrown on.
 */
export function failureOf(error: unknown): HarnessResult {
  if (isTosError(error, 'TOS_INVALID_FORMAT')) return failure(ErrorCode.INVALID_FORMAT, error.message);
  if (isTosError(error, 'TOS_RULE_VIOLATION')) return failure(error.details.code, error.message);
  if (isTosError(error, 'TOS_NOT_SUPPORTED')) return failure(ErrorCode.NOT_IMPLEMENTED, error.message);
  throw error;
}
