import type { Client, RpcMethods } from '@tos/client';
import { isTosError } from '@tos/protocol';
import { NATIVE_ASSET } from '../transaction/payload-summary.ts';

/** What the page shows of an account. Amounts are in atomic units. */
export interface AccountResult {
  readonly balance: bigint;
  readonly nonce: bigint;
  /** False for an address that no block names. */
  readonly isRegistered: boolean;
  /** Topoheight of the block that made the account; null where none did, and where the chain was pruned or imported since. */
  readonly registered: bigint | null;
  readonly name: string | null;
  readonly multisig: { readonly participants: readonly string[]; readonly threshold: bigint } | null;
  readonly energy: RpcMethods['get_energy']['result'];
  /** Balances of other assets than TOS. */
  readonly assets: readonly { readonly asset: string; readonly ticker: string; readonly amount: bigint }[];
}

/** Asks for all of it. @throws TOS_CALL_REFUSED for what is no address */
export async function readAccount(address: string, node: Client): Promise<AccountResult> {
  const [energy, name, assets, hasMultisig, isRegistered] = await Promise.all([
    node.call('get_energy', { address }),
    node.call('get_name', { address }),
    node.call('get_account_assets', { address }),
    node.call('has_multisig', { address }),
    node.call('is_account_registered', { address, in_stable_height: false }),
  ]);
  const amountOf = async (asset: string): Promise<bigint> =>
    (await node.call('get_balance', { address, asset })).balance;
  const [balance, nonce, registered, multisig, others] = await Promise.all([
    assets.includes(NATIVE_ASSET) ? amountOf(NATIVE_ASSET) : 0n,
    isRegistered ? node.call('get_nonce', { address }).then((result) => result.nonce) : 0n,
    isRegistered ? registrationOf(address, node) : null,
    hasMultisig ? multisigOf(address, node) : null,
    Promise.all(
      assets
        .filter((asset) => asset !== NATIVE_ASSET)
        .map(async (asset) => ({ asset, ticker: await tickerOf(asset, node), amount: await amountOf(asset) })),
    ),
  ]);
  return { balance, nonce, isRegistered, registered, name, multisig, energy, assets: others };
}

/** Null where the chain was pruned or imported, and does not know it. */
async function registrationOf(address: string, node: Client): Promise<bigint | null> {
  try {
    return await node.call('get_account_registration_topoheight', { address });
  } catch (error) {
    if (isTosError(error, 'TOS_CALL_REFUSED') && error.details.reason === 'TOS_NOT_KEPT') return null;
    throw error;
  }
}

async function multisigOf(address: string, node: Client): Promise<AccountResult['multisig']> {
  const { state } = await node.call('get_multisig', { address });
  return state === 'deleted' ? null : state.active;
}

async function tickerOf(asset: string, node: Client): Promise<string> {
  return (await node.call('get_asset', { asset })).ticker;
}
