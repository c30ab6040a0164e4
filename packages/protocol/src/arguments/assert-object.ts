import { invalidArgument } from './invalid-argument.ts';
import { isArray, readMember } from './read-foreign.ts';

/**
 * @param methods the names of functions that the object must have
 * @throws TOS_INVALID_ARGUMENT unless the value is an object with these methods, and neither an array nor a view of bytes
 */
export function assertObject<M extends string = never>(
  value: unknown,
  argument: string,
  methods: readonly M[] = [],
): asserts value is object & { readonly [N in M]: (...input: never[]) => unknown } {
  const isObject = typeof value === 'object' && value !== null && !isArray(value) && !ArrayBuffer.isView(value);
  if (isObject && methods.every((name) => typeof readMember(value, name) === 'function')) return;
  const which = methods.length === 0 ? '' : ` with the methods ${methods.join(', ')}`;
  throw invalidArgument(argument, `an object${which}`, value);
}
