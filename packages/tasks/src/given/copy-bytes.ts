import { assertBytes, invalidArgument, isBytes } from '@tos/protocol';

/** An input, an output or a value has at most 1 GiB: four of that size fill the largest buffer of Node 20. */
export const MAX_BYTES: number = 2 ** 30;

/**
 * Copies bytes: a `slice` of a Buffer would share its memory, a view of another realm is no `Uint8Array` of this one, and shared memory may
 * change at any time.
 * @param name returns the name of the argument, for the error @throws TOS_INVALID_ARGUMENT for what is no bytes, or longer than `MAX_BYTES`
 */
export function copyBytes(value: unknown, name: () => string): Uint8Array {
  if (!isBytes(value)) assertBytes(value, name());
  if (value.length > MAX_BYTES) throw invalidArgument(name(), 'at most 2^30 bytes', value);
  return new Uint8Array(value);
}
