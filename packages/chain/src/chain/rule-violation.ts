import { bytesToHex } from '@noble/hashes/utils.js';
import { type ErrorCode, errorCodeName, TosError } from '@tos/protocol';

/** What a refusal adds to its code: how much there was, and how much was needed. */
export interface Explanation {
  /** What the transaction brings: a nonce, a fee in atomic units, or the topoheight of its reference. */
  readonly given?: bigint;
  /** What it would have to bring, or what its sender would have to have, in atomic units. */
  readonly needed?: bigint;
  /** What its sender has, in atomic units of `asset`. */
  readonly available?: bigint;
  /** In hex. */
  readonly asset?: string;
  /** The same in words, without a full stop. */
  readonly words: string;
}

/**
 * The error that this package throws for a refusal.
 * @param transaction index and hash of the transaction that breaks the rule; empty when the block itself does
 * @param why how much there was and how much was needed, where that is known
 */
export function ruleViolation(
  code: ErrorCode,
  transaction: { readonly index?: number; readonly hash?: Uint8Array } = {},
  why?: Explanation,
): TosError<'TOS_RULE_VIOLATION'> {
  const { index, hash } = transaction;
  const name = errorCodeName(code);
  const details = {
    code,
    name,
    ...(index === undefined ? {} : { index }),
    ...(hash === undefined ? {} : { hash: bytesToHex(hash) }),
  };
  if (why === undefined) return new TosError('TOS_RULE_VIOLATION', details);
  const { words, given, needed, available, asset } = why;
  const amounts = {
    ...(given === undefined ? {} : { given: String(given) }),
    ...(needed === undefined ? {} : { needed: String(needed) }),
    ...(available === undefined ? {} : { available: String(available) }),
    ...(asset === undefined ? {} : { asset }),
  };
  const problem = `${name} (0x${code.toString(16).padStart(4, '0')}): ${words}.`;
  return new TosError('TOS_RULE_VIOLATION', { ...details, ...amounts }, problem);
}
