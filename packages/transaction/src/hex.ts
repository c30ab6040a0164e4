import { hexToBytes } from '@noble/hashes/utils.js';
import { MAX_TRANSACTION_SIZE, TosError } from '@tos/protocol';

/**
 * The bytes of a transaction in hex, of either case, with whitespace around it but not in it, without "0x".
 * Source: protocol.md §1.
 * @throws TOS_INVALID_FORMAT
 */
export function wireFromHex(text: string): Uint8Array {
  const hex = text.trim();
  if (hex.length > 2 * MAX_TRANSACTION_SIZE) throw invalid(`more than ${MAX_TRANSACTION_SIZE} bytes`);
  if (hex.length % 2 !== 0) throw invalid('an odd number of digits');
  const other = hex.search(/[^0-9a-fA-F]/);
  if (other >= 0) throw invalid(`${JSON.stringify(hex[other])} is not a hex digit`, other);
  return hexToBytes(hex);
}

function invalid(reason: string, offset?: number): TosError {
  return new TosError('TOS_INVALID_FORMAT', { what: 'hex', reason, ...(offset === undefined ? {} : { offset }) });
}
