import { TosError } from '../tos-error.ts';
import { U64_MAX } from '../u64.ts';
import { invalidArgument } from './invalid-argument.ts';

/** @throws TOS_INVALID_ARGUMENT for a value that is not a bigint, TOS_U64_RANGE unless 0 <= value <= 2^64-1. */
export function assertU64(value: unknown, argument: string = 'value'): asserts value is bigint {
  if (typeof value !== 'bigint') throw invalidArgument(argument, `a bigint${hint(value)}`, value);
  if (value < 0n || value > U64_MAX) throw new TosError('TOS_U64_RANGE', { argument, value: shown(value) });
}

function hint(value: unknown): string {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? ` (${value}n)` : '';
}

/** The value's digits, up to 128 bits: an error should not carry a megabyte of digits. */
function shown(value: bigint): string {
  return value > -U64_MAX * U64_MAX && value < U64_MAX * U64_MAX ? String(value) : 'a bigint of more than 128 bits';
}
