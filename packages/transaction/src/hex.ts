import { hexToBytes } from '@tos/crypto';
import { assertText, MAX_TRANSACTION_SIZE, TosError } from '@tos/protocol';

/**
 * The bytes of a transaction in hex, of either case, with whitespace around it but not in it, without "0x".
 * Source: docs/protocol.md §1.
 * @throws TOS_INVALID_FORMAT, TOS_INVALID_ARGUMENT for what is no text
 */
export function wireFromHex(text: string): Uint8Array {
  assertText(text, 'text');
  const hex = text.trim();
  if (hex.length <= 2 * MAX_TRANSACTION_SIZE) return hexToBytes(hex);
  throw new TosError('TOS_INVALID_FORMAT', { what: 'hex', reason: `it is more than ${MAX_TRANSACTION_SIZE} bytes` });
}
