import { TosError } from '../tos-error.ts';
import { describeValue, typeOfView } from './describe-value.ts';
import { isGone } from './is-gone.ts';

/** True for a Uint8Array, a Buffer included, of any realm, on any kind of buffer, unless the buffer has been transferred or shrunk away. */
export function isBytes(value: unknown): value is Uint8Array {
  return typeOfView(value) === 'Uint8Array' && !isGone(value);
}

/**
 * @param size how many bytes there must be; any number when absent
 * @throws TOS_INVALID_ARGUMENT unless the value is so many bytes. Its message never repeats a text, which may be a private key.
 */
export function assertBytes(value: unknown, argument: string, size?: number): asserts value is Uint8Array {
  if (isBytes(value) && (size === undefined || value.length === size)) return;
  const bytes = size === undefined ? 'bytes (a Uint8Array)' : size === 1 ? '1 byte' : `${size} bytes (a Uint8Array)`;
  const expected = `${bytes}${hint(value)}`;
  throw new TosError('TOS_INVALID_ARGUMENT', { argument, expected, received: describe(value) });
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `a text of ${value.length} characters`;
  return isGone(value) ? 'a view of a buffer that is gone' : describeValue(value);
}

/** What makes bytes of a text that looks like an address or like hex. */
function hint(value: unknown): string {
  if (typeof value !== 'string') return '';
  if (/^t(os|st)1/i.test(value)) return ': decodeAddress of @tos/crypto makes them of an address';
  return /^(0x)?[0-9a-f]+$/i.test(value) ? ': hexToBytes of @tos/crypto makes them of hex' : '';
}
