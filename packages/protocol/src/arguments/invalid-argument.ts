import { argumentError, type TosError } from '../tos-error.ts';
import { describeValue } from './describe-value.ts';

/**
 * Makes the error for a wrong argument: "publicKey is 31 bytes, but must be 32 bytes."
 * @param argument the name of the argument as the caller knows it, with its path: `transfers[3].amount`
 * @param expected a text that completes "must be"
 * @param value the wrong value, which `describeValue` describes
 */
export function invalidArgument(argument: string, expected: string, value: unknown): TosError<'TOS_INVALID_ARGUMENT'> {
  return argumentError(argument, expected, describeValue(value));
}
