import { TosError } from '../tos-error.ts';
import { describeValue } from './describe-value.ts';

/**
 * The error for an argument that is not what it must be: "publicKey is 31 bytes, but must be 32 bytes."
 * @param argument its name as the caller knows it, with its path: `transfers[3].amount`
 * @param expected what completes "must be"
 */
export function invalidArgument(argument: string, expected: string, value: unknown): TosError<'TOS_INVALID_ARGUMENT'> {
  return new TosError('TOS_INVALID_ARGUMENT', { argument, expected, received: describeValue(value) });
}
