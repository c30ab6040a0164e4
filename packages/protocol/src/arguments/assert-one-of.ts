import { invalidArgument } from './invalid-argument.ts';

/** @throws TOS_INVALID_ARGUMENT unless the value is one of `values`. */
export function assertOneOf<T extends string | number>(
  value: unknown,
  argument: string,
  values: readonly T[],
): asserts value is T {
  if (values.some((one) => one === value)) return;
  throw invalidArgument(argument, values.map((one) => JSON.stringify(one)).join(' or '), value);
}
