import { hexToBytes as decode, bytesToHex as encode } from '@noble/hashes/utils.js';
import { assertBytes, assertText, TosError } from '@tos/protocol';

/**
 * Bytes as hex in lower case, two digits per byte. It works on every host of JavaScript.
 * @throws TOS_INVALID_ARGUMENT for a value that is not bytes
 */
export function bytesToHex(bytes: Uint8Array): string {
  assertBytes(bytes, 'bytes');
  return encode(bytes);
}

/**
 * The bytes of hex in either case, without "0x" and without white space.
 * @throws TOS_INVALID_FORMAT for any other text, which the message does not repeat because it may be a private key; TOS_INVALID_ARGUMENT for
 * a value that is not a text
 */
export function hexToBytes(hex: string): Uint8Array {
  assertText(hex, 'hex');
  if (hex.length % 2 !== 0) throw invalid(`it has an odd number of digits, ${hex.length}`);
  const other = hex.search(/[^0-9a-fA-F]/);
  if (other >= 0) throw invalid(`${JSON.stringify(hex[other])} is not a hex digit`, other);
  return decode(hex);
}

function invalid(reason: string, offset?: number): TosError {
  return new TosError('TOS_INVALID_FORMAT', { what: 'hex', reason, ...(offset === undefined ? {} : { offset }) });
}
