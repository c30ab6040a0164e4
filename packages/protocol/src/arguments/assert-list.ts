import { invalidArgument } from './invalid-argument.ts';
import { isArray } from './read-foreign.ts';

/** @throws TOS_INVALID_ARGUMENT unless the value is an array of at most `most` items. It does not look at the items. */
export function assertList(
  value: unknown,
  argument: string,
  most: number = Number.MAX_SAFE_INTEGER,
): asserts value is readonly unknown[] {
  if (isArray(value) && value.length <= most) return;
  const count = most === Number.MAX_SAFE_INTEGER ? '' : ` of at most ${most} items`;
  throw invalidArgument(argument, `an array${count}`, value);
}
