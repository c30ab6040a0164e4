import { bytesToHex } from '@noble/hashes/utils.js';
import { type ErrorCode, errorCodeName, TosError } from '@tos/protocol';

/**
 * The error that this package throws for a refusal.
 * @param transaction index and hash of the transaction that breaks the rule; empty when the block itself does
 */
export function ruleViolation(
  code: ErrorCode,
  transaction: { readonly index?: number; readonly hash?: Uint8Array } = {},
): TosError<'TOS_RULE_VIOLATION'> {
  const { index, hash } = transaction;
  return new TosError('TOS_RULE_VIOLATION', {
    code,
    name: errorCodeName(code),
    ...(index === undefined ? {} : { index }),
    ...(hash === undefined ? {} : { hash: bytesToHex(hash) }),
  });
}
