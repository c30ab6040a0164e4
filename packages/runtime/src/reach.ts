import { ErrorCode, U64_MAX } from '@tos/protocol';
import { compareBytes, type SessionKey } from '@tos/state';

/** What a transaction gives to whom, its fee aside: what a session key may be limited in. Keys and assets have 32 bytes. */
export interface Reach {
  readonly targets: readonly Uint8Array[];
  readonly assets: readonly Uint8Array[];
  /** Atomic units of all assets together, of any size; null where amounts are hidden. */
  readonly spent: bigint | null;
}

/** What gives nothing to anybody. */
export const NO_REACH: Reach = { targets: [], assets: [], spent: 0n };

/**
 * Whether a transaction stays within the limits of a session key: 0304 for a sum beyond u64, 0400 for what the key may not do. Where
 * targets or assets are limited, a transaction without any is beyond them. The limit holds for each transaction alone, although the
 * wire calls it one of a window: the original counts nothing over several. Source: docs/protocol.md §5.4.
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
