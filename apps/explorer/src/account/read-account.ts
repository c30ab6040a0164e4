import { call, RpcFailure } from '../rpc/rpc.ts';
import { NATIVE_ASSET } from '../transaction/payload-summary.ts';

interface EnergyResult {
  readonly energy: bigint;
  readonly frozen: bigint;
  readonly freezes: readonly { readonly amount: bigint; readonly unlocks_at: bigint }[];
  readonly delegations: readonly {
    readonly unlocks_at: bigint;
    readonly entries: readonly { readonly delegatee: string; readonly amount: bigint }[];
  }[];
  readonly pending_unfreezes: readonly { readonly amount: bigint; readonly expires_at: bigint }[];
}

/** What the page shows of an account. Amounts are in atomic units. */
export interface AccountResult {
  readonly balance: bigint;
  readonly nonce: bigint;
  /** Topoheight of the block that made the account; null for an address that no block names. */
  readonly registered: bigint | null;
  readonly name: string | null;
  readonly multisig: { readonly participants: readonly string[]; readonly threshold: bigint } | null;
  readonly energy: EnergyResult;
  /** Balances of other assets than TOS. */
  readonly assets: readonly { readonly asset: string; readonly ticker: string; readonly amount: bigint }[];
}

/** Asks for all of it. @throws RpcFailure for what is no address */
export async function readAccount(address: string): Promise<AccountResult> {
  const [energy, name, assets, hasMultisig, isRegistered] = await Promise.all([
    call<EnergyResult>('get_energy', { address }),
    call<string | null>('get_name', { address }),
    call<readonly string[]>('get_account_assets', { address }),
    call<boolean>('has_multisig', { address }),
    call<boolean>('is_account_registered', { address, in_stable_height: false }),
  ]);
  const amountOf = async (asset: string): Promise<bigint> =>
    (await call<{ readonly balance: bigint }>('get_balance', { address, asset })).balance;
  const [balance, nonce, registered, multisig, others] = await Promise.all([
    assets.includes(NATIVE_ASSET) ? amountOf(NATIVE_ASSET) : 0n,
    isRegistered ? call<{ readonly nonce: bigint }>('get_nonce', { address }).then((result) => result.nonce) : 0n,
    isRegistered ? registrationOf(address) : null,
    hasMultisig ? multisigOf(address) : null,
    Promise.all(
      assets
        .filter((asset) => asset !== NATIVE_ASSET)
        .map(async (asset) => ({ asset, ticker: await tickerOf(asset), amount: await amountOf(asset) })),
    ),
  ]);
  return { balance, nonce, registered, name, multisig, energy, assets: others };
}

/** Null where the chain was pruned or imported, and does not know it. */
async function registrationOf(address: string): Promise<bigint | null> {
  try {
    return await call<bigint>('get_account_registration_topoheight', { address });
  } catch (error) {
    if (error instanceof RpcFailure) return null;
    throw error;
  }
}

async function multisigOf(address: string): Promise<AccountResult['multisig']> {
  const { state } = await call<{ readonly state: 'deleted' | { readonly active: AccountResult['multisig'] } }>(
    'get_multisig',
    { address },
  );
  return state === 'deleted' ? null : state.active;
}

async function tickerOf(asset: string): Promise<string> {
  return (await call<{ readonly ticker: string }>('get_asset', { asset })).ticker;
}
