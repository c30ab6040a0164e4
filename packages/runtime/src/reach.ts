import { ErrorCode, U64_MAX } from '@tos/protocol';
import { compareBytes, type SessionKey } from '@tos/state';

/** What a transaction gives to whom, without its fee. The limits of session keys are about this. Keys and assets have 32 bytes. */
export interface Reach {
  readonly targets: readonly Uint8Array[];
  readonly assets: readonly Uint8Array[];
  /** Atomic units of all assets together, which may exceed a u64; null if amounts are hidden. */
  readonly spent: bigint | null;
}

/** The reach of a transaction that gives nothing to anybody. */
export const NO_REACH: Reach = { targets: [], assets: [], spent: 0n };

/**
 * Checks a transaction against the limits of a session key: 0304 for a sum beyond a u64, 0400 for a transaction beyond a limit. Where
 * targets or assets are limited, a transaction without any is beyond the limit. The limit of value holds for each transaction alone,
 * although its name on the wire speaks of a window: the original adds nothing up over transactions. Source: docs/protocol.md §5.4.
 */
export function checkReach({ targets, assets, spent }: Reach, key: SessionKey): ErrorCode {
  if (spent !== null && spent > U64_MAX) return ErrorCode.OVERFLOW;
  const isWithin =
    spent !== null && spent <= key.maxValue && isAmong(targets, key.targets) && isAmong(assets, key.assets);
  return isWithin ? ErrorCode.OK : ErrorCode.ACCOUNT_NOT_FOUND;
}

function isAmong(named: readonly Uint8Array[], allowed: readonly Uint8Array[]): boolean {
  if (allowed.length === 0) return true;
  return named.length > 0 && named.every((one) => allowed.some((other) => compareBytes(one, other) === 0));
}
