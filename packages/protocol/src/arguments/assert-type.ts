import { invalidArgument } from './invalid-argument.ts';

/** @throws TOS_INVALID_ARGUMENT unless the value is a text. */
export function assertText(value: unknown, argument: string): asserts value is string {
  if (typeof value !== 'string') throw invalidArgument(argument, 'a text', value);
}

/** @throws TOS_INVALID_ARGUMENT unless the value is true or false. */
export function assertBoolean(value: unknown, argument: string): asserts value is boolean {
  if (typeof value !== 'boolean') throw invalidArgument(argument, 'true or false', value);
}

/** @throws TOS_INVALID_ARGUMENT unless the value is a function. */
export function assertFunction(value: unknown, argument: string): asserts value is (...input: never[]) => unknown {
  if (typeof value !== 'function') throw invalidArgument(argument, 'a function', value);
}
