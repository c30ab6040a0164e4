import { hexToBytes } from '@tos/crypto';
import { assertText, MAX_TRANSACTION_SIZE, TosError } from '@tos/protocol';

/**
 * Decodes the hex of a transaction, of either case. Whitespace around the digits is allowed; whitespace between them and "0x" are
 * not. Source: docs/protocol.md §1.
 * @throws TOS_INVALID_FORMAT for anything else, and for more than 1 MiB
 * @throws TOS_INVALID_ARGUMENT unless `text` is a string
 */
export function wireFromHex(text: string): Uint8Array {
  assertText(text, 'text');
  const hex = text.trim();
  if (hex.length <= 2 * MAX_TRANSACTION_SIZE) return hexToBytes(hex);
  throw new TosError('TOS_INVALID_FORMAT', { what: 'hex', reason: `it is more than ${MAX_TRANSACTION_SIZE} bytes` });
}
