import { createKeyPair, type KeyPair } from '@tos/crypto';
import { type BlockExecutor, createBlockExecutor } from '@tos/executor';
import { isTosError, networks } from '@tos/protocol';
import { createMemoryStorage, type Storage } from '@tos/state';
import { buildTransaction, decodeBatch, encodeTransaction, type PackedBatch } from '@tos/transaction';
import { afterAll } from 'vitest';
import { Chain, type ChainOptions, createDevnetGenesis, type Genesis } from '../src/index.ts';

export const network = networks.devnet;
export const NATIVE: Uint8Array = new Uint8Array(32);
/** Milliseconds since 1970: the timestamp of the tests' genesis, and the start of their clock. */
export const START = 1_700_000_000_000;

export function keyPair(seed: number): KeyPair {
  return createKeyPair(Uint8Array.of(seed, ...new Uint8Array(31)));
}

export const alice: KeyPair = keyPair(2);
export const bob: KeyPair = keyPair(3);
export const carol: KeyPair = keyPair(4);
export const miner: KeyPair = keyPair(5);

export const genesis: Genesis = createDevnetGenesis({
  allocations: [
    { publicKey: alice.publicKey, amount: 1_000_000_000n },
    { publicKey: bob.publicKey, amount: 500_000_000n },
  ],
  timestamp: START,
  salt: new Uint8Array(32).fill(7),
});

const executors: BlockExecutor[] = [];

/** An executor that runs on this thread; it is closed after the last test of the file. */
export function testExecutor(): BlockExecutor {
  const executor = createBlockExecutor({ setting: 'sequential' });
  executors.push(executor);
  return executor;
}

afterAll(async () => {
  await Promise.all(executors.map((executor) => executor.close()));
});

export async function openStorage(): Promise<Storage> {
  const storage = createMemoryStorage();
  await storage.open();
  return storage;
}

/** A chain whose clock advances by a second with each reading. */
export async function openChain(options: Partial<ChainOptions> = {}): Promise<{ chain: Chain; storage: Storage }> {
  const storage = options.storage ?? (await openStorage());
  let now = START;
  const clock = (): number => {
    now += 1000;
    return now;
  };
  const executor = options.executor ?? testExecutor();
  return { chain: await Chain.open({ network, genesis, clock, ...options, executor, storage }), storage };
}

interface Common {
  readonly from: KeyPair;
  readonly amount: bigint;
  readonly nonce: bigint;
  readonly reference: { readonly hash: Uint8Array; readonly topoheight: number | bigint };
  readonly fee?: bigint;
}

export function transfer({ to, ...rest }: Common & { readonly to: Uint8Array }): Uint8Array {
  const transfers = [{ asset: NATIVE, destination: to, amount: rest.amount, extraData: null }];
  return signed(rest, { type: 'transfers', transfers });
}

export function burn(options: Common & { readonly asset?: Uint8Array }): Uint8Array {
  return signed(options, { type: 'burn', asset: options.asset ?? NATIVE, amount: options.amount });
}

function signed(
  { from, nonce, reference, fee }: Common,
  payload: Parameters<typeof buildTransaction>[0]['payload'],
): Uint8Array {
  return encodeTransaction(
    buildTransaction({
      network,
      keyPair: from,
      payload,
      nonce,
      reference: { hash: reference.hash, topoheight: BigInt(reference.topoheight) },
      signatureNonce: 'deterministic',
      ...(fee === undefined ? {} : { fee }),
    }),
  );
}

export function batch(...wires: Uint8Array[]): PackedBatch {
  return decodeBatch(wires);
}

/** How a call ended: "ok", the numeric code of a rule violation, or the code of another TosError. */
export async function outcome(call: () => unknown): Promise<string | number> {
  try {
    await call();
    return 'ok';
  } catch (error) {
    if (!isTosError(error)) throw error;
    return isTosError(error, 'TOS_RULE_VIOLATION') ? error.details.code : error.code;
  }
}
