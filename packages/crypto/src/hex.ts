import { hexToBytes as decode, bytesToHex as encode } from '@noble/hashes/utils.js';
import { assertBytes, assertText, TosError } from '@tos/protocol';

/** Bytes as hex in lower case, two digits a byte. Works wherever JavaScript does. @throws TOS_INVALID_ARGUMENT for what is no bytes */
export function bytesToHex(bytes: Uint8Array): string {
  assertBytes(bytes, 'bytes');
  return encode(bytes);
}

/**
 * The bytes of hex of either case, without "0x" and without white space.
 * @throws TOS_INVALID_FORMAT for other text, which it does not repeat: it may be a private key; TOS_INVALID_ARGUMENT for what is no text
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
