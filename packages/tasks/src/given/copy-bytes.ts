import { assertBytes, invalidArgument, isBytes } from '@tos/protocol';

/** An input, an output or a value is at most 1 GiB: four such fill the largest buffer of Node 20. */
export const MAX_BYTES: number = 2 ** 30;

/**
 * Bytes of our own: a `slice` of a Buffer would share its memory, a view of another realm is no `Uint8Array` of this one, and what lies in
 * shared memory may change at any time.
 * @param name of the argument, asked for when it is refused @throws TOS_INVALID_ARGUMENT for what is no bytes, or too many
 */
export function copyBytes(value: unknown, name: () => string): Uint8Array {
  if (!isBytes(value)) assertBytes(value, name());
  if (value.length > MAX_BYTES) throw invalidArgument(name(), 'at most 2^30 bytes', value);
  return new Uint8Array(value);
}
