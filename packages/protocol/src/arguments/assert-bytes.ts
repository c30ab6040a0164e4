import { argumentError } from '../tos-error.ts';
import { describeValue, typeOfView } from './describe-value.ts';
import { isGone } from './is-gone.ts';

/**
 * True for a Uint8Array (a Buffer is one) of any realm, on any kind of buffer. False when its buffer has been transferred, or has become
 * too short for it.
 */
export function isBytes(value: unknown): value is Uint8Array {
  return typeOfView(value) === 'Uint8Array' && !isGone(value);
}

/**
 * @param size the number of bytes that the value must have, any number when absent
 * @throws TOS_INVALID_ARGUMENT unless the value is `size` bytes. The message never repeats a text, which may be a private key.
 */
export function assertBytes(value: unknown, argument: string, size?: number): asserts value is Uint8Array {
  if (isBytes(value) && (size === undefined || value.length === size)) return;
  const bytes = size === undefined ? 'bytes (a Uint8Array)' : size === 1 ? '1 byte' : `${size} bytes (a Uint8Array)`;
  const expected = `${bytes}${hint(value)}`;
  throw argumentError(argument, expected, describe(value));
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `a text of ${value.length} characters`;
  return isGone(value) ? 'a view of a buffer that is gone' : describeValue(value);
}

/** Names the function that makes bytes of a text that looks like an address or like hex. */
function hint(value: unknown): string {
  if (typeof value !== 'string') return '';
  if (/^t(os|st)1/i.test(value)) return ': decodeAddress of @tos/crypto makes them of an address';
  return /^(0x)?[0-9a-f]+$/i.test(value) ? ': hexToBytes of @tos/crypto makes them of hex' : '';
}
