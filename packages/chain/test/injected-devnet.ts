import { type BlockExecutor, createBlockExecutor } from '@tos/executor';
import { FeeType } from '@tos/protocol';
import { createMemoryStorage, domainList, NATIVE_ASSET, type Storage } from '@tos/state';
import { encodeTransaction, type Payload } from '@tos/transaction';
import { onTestFinished } from 'vitest';
import { Chain, type ChainOptions, createDevnetGenesis, type Genesis } from '../src/index.ts';
import { network, START } from './devnet.ts';

/** A verifier that reads its verdict from the signature, so that a transaction costs microseconds. */
export const VERIFIER: URL = new URL('../../executor/test/fixtures/injected-verifier.mjs', import.meta.url);

/** Public keys of accounts, for which nobody signs. The first five accounts have coins. */
export const accounts: readonly Uint8Array[] = [1, 2, 3, 4, 5, 6, 7].map((n) => new Uint8Array(32).fill(n));

export const injectedGenesis: Genesis = createDevnetGenesis({
  allocations: accounts.slice(0, 5).map((publicKey) => ({ publicKey, amount: 1_000_000_000n })),
  timestamp: START,
  salt: new Uint8Array(32).fill(9),
});

export interface InjectedDevnet {
  readonly chain: Chain;
  readonly storage: Storage;
  readonly executor: BlockExecutor;
}

export async function openInjectedDevnet(
  storage: Storage = createMemoryStorage(),
  options: Pick<ChainOptions, 'headCacheBytes'> = {},
): Promise<InjectedDevnet> {
  if (storage.status === 'closed') await storage.open();
  const executor = createBlockExecutor({ setting: 'sequential', verifierModule: VERIFIER });
  onTestFinished(() => executor.close());
  // Far ahead of every block, so that blocks can be imported at any time.
  const clock = (): number => START + 1_000_000_000;
  const chain = await Chain.open({ storage, executor, network, genesis: injectedGenesis, clock, ...options });
  return { chain, storage, executor };
}

export interface Draft {
  readonly from: number;
  /** The receiver; null for a burn. */
  readonly to: number | null;
  readonly amount: bigint;
  readonly nonce: bigint;
}

/** A transfer, or a burn. */
export function wireOf({ to, amount, ...rest }: Draft, reference: Reference): Uint8Array {
  const payload: Payload =
    to === null
      ? { type: 'burn', asset: NATIVE_ASSET, amount }
      : {
          type: 'transfers',
          transfers: [{ asset: NATIVE_ASSET, destination: accounts[to]!, amount, extraData: null }],
        };
  return wireWith({ ...rest, payload }, reference);
}

interface Reference {
  readonly hash: Uint8Array;
  readonly topoheight: number;
}

/** A signature that the verifier takes for good. */
const SIGNATURE = Uint8Array.of(1, ...new Uint8Array(63));

/** A transaction of any type. @param coSigners ids of multisig participants who sign too */
export function wireWith(
  {
    from,
    payload,
    nonce,
    coSigners,
    fee = payload.type === 'energy' ? 0n : 100_000n,
  }: Pick<Draft, 'from' | 'nonce'> & {
    readonly payload: Payload;
    readonly fee?: bigint;
    readonly coSigners?: readonly number[];
  },
  reference: Reference,
): Uint8Array {
  return encodeTransaction({
    version: 1,
    chainId: network.chainId,
    source: accounts[from]!,
    payload,
    fee,
    feeType: FeeType.TOS,
    nonce,
    reference: { hash: reference.hash, topoheight: BigInt(reference.topoheight) },
    multisig: coSigners === undefined ? null : coSigners.map((id) => ({ id, signature: SIGNATURE })),
    signature: SIGNATURE,
  });
}

/** Every version of every record of every domain, the newest first. */
export async function everyVersion(storage: Storage): Promise<unknown> {
  const dump: Record<string, unknown[]> = {};
  for (const domain of domainList) {
    const records: unknown[] = [];
    for await (const [key] of storage.iterate(domain)) {
      const versions: unknown[] = [];
      for await (const version of storage.history({ domain, key })) versions.push(version);
      records.push([key, versions]);
    }
    dump[domain.name] = records;
  }
  return dump;
}
