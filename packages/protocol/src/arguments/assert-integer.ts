import { invalidArgument } from './invalid-argument.ts';

/** @throws TOS_INVALID_ARGUMENT unless the value is a safe integer with `from <= value <= to`. */
export function assertInteger(
  value: unknown,
  argument: string,
  from: number,
  to: number = Number.MAX_SAFE_INTEGER,
): asserts value is number {
  if (Number.isSafeInteger(value) && Number(value) >= from && Number(value) <= to) return;
  const range = to === Number.MAX_SAFE_INTEGER ? `, ${from} or more` : ` from ${from} to ${to}`;
  throw invalidArgument(argument, `an integer${range}`, value);
}
