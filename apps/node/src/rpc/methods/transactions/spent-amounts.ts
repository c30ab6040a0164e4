import { bytesToHex } from '@tos/crypto';
import { COIN, FeeType } from '@tos/protocol';
import { NATIVE_ASSET } from '@tos/state';
import type { Payload, Transaction } from '@tos/transaction';

/** What a transaction of an asset gives; hidden amounts are not among them. */
interface Spent {
  readonly asset: Uint8Array;
  readonly amount: bigint;
}

/**
 * Adds what a transaction takes at most from its sender's balances.
 * @param sums by asset in hex, in atomic units
 */
export function addSpent(sums: Map<string, bigint>, { payload, fee, feeType }: Transaction): void {
  const fees: Spent[] = feeType === FeeType.TOS ? [{ asset: NATIVE_ASSET, amount: fee }] : [];
  for (const { asset, amount } of [...fees, ...spentBy(payload)]) {
    const name = bytesToHex(asset);
    sums.set(name, (sums.get(name) ?? 0n) + amount);
  }
}

/** Source: docs/protocol.md §5.3, §5.4. */
function spentBy(payload: Payload): readonly Spent[] {
  switch (payload.type) {
    case 'transfers':
    case 'shield_transfers':
      return payload.transfers;
    case 'burn':
      return [payload];
    case 'deploy_contract':
      return [tos(COIN), ...(payload.invoke?.deposits ?? [])];
    case 'invoke_contract':
      return [tos(payload.maxGas), ...payload.deposits];
    case 'energy':
      // A freeze may take less: it begins with coins of the sender's own ended freezes.
      if (payload.variant === 'freeze_tos') return [tos(payload.amount)];
      if (payload.variant === 'freeze_tos_delegate') return payload.delegatees.map(({ amount }) => tos(amount));
      return [];
    case 'multisig':
    case 'uno_transfers':
    case 'unshield_transfers':
    case 'register_name':
    case 'agent_account':
      return [];
  }
}

function tos(amount: bigint): Spent {
  return { asset: NATIVE_ASSET, amount };
}
