import { bytesToHex } from '@noble/hashes/utils.js';
import { U64_MAX } from '@tos/protocol';
import {
  assetRef,
  balanceRef,
  encodeAsset,
  encodeBalance,
  encodeMultisig,
  encodeU64Record,
  energyRef,
  multisigRef,
  NATIVE_ASSET,
  nonceRef,
  type RecordRef,
  type StorageReader,
  SupplyCounter,
  supplyRef,
} from '@tos/state';
import {
  decodeBatch,
  encodeTransaction,
  type PackedBatch,
  type Payload,
  selectTransactions,
  type Transaction,
} from '@tos/transaction';
import { seededRandom } from '../../transaction/test/mutate-wire.ts';
import { accountKey, CO_SIGNERS, OTHER_ASSET, REFERENCE_LIMIT, signature } from './block-parts.ts';
import { emptyWorld, type World } from './plain-world.ts';

// Hundreds of thousands of blocks of a few transactions among a few accounts. What is expensive (wire bytes, decoding, hashes)
// is made once, for a library of transactions; a block is a choice of rows of the library.

/** Number of accounts that may exist; one more key never has an account. */
export const ACCOUNTS = 4;
const NONCES = 5;
const VARIANTS = 64;
// The first rows of the library have no slips.
const ORDERLY = 32;
const LARGEST = 5;

type Random = (limit: number) => number;

/** A block, and the state before it in both forms. */
export interface SmallBlock {
  readonly batch: PackedBatch;
  readonly transactions: readonly Transaction[];
  readonly world: World;
  readonly state: SmallState;
  readonly miner: Uint8Array;
  readonly reward: bigint;
}

/** Records of a small universe, by number: a read costs a hundredth of a read by a text key. */
export class SmallState implements Pick<StorageReader, 'readMany'> {
  readonly #records: Map<number, Uint8Array> = new Map();

  put(ref: RecordRef, value: Uint8Array): void {
    this.#records.set(placeOf(ref), value);
  }

  async readMany(refs: readonly RecordRef[]) {
    return refs.map((ref) => {
      const value = this.#records.get(placeOf(ref));
      return value === undefined ? undefined : { topoheight: 0, previous: null, value };
    });
  }
}

/** Returns the number of a record of the small universe. Numbers are in the order of keys: domain, account, native TOS before the other asset. */
export function placeOf({ domain, key }: RecordRef): number {
  return (domain.id * 256 + key[0]!) * 2 + (key.length > 33 ? 1 : 0);
}

/** Generates small blocks without end, equal for equal seeds. Half of them are by careful authors with enough coins. */
export function smallBlocks(seed: number): () => SmallBlock {
  const random = seededRandom(seed);
  const library = Array.from({ length: (ACCOUNTS + 1) * NONCES * VARIANTS }, (_, row) => {
    const [sender, nonce] = [Math.floor(row / VARIANTS / NONCES), Math.floor(row / VARIANTS) % NONCES];
    return drawnTransaction(sender, BigInt(nonce), row % VARIANTS < ORDERLY, random);
  });
  const batch = decodeBatch(library.map(encodeTransaction));
  return () => {
    const isOrderly = random(2) === 0;
    const { state, world, nonces } = drawnState(isOrderly, random);
    const rows: number[] = [];
    // Half of the blocks have one sender or two, which gives chains of nonces, and coins that run out.
    const senders = random(2) === 0 ? 1 + random(2) : ACCOUNTS;
    // Whether every transaction uses up a nonce, as if it had been executed.
    const walks = isOrderly || random(2) === 0;
    for (let left = random(LARGEST + 1); left > 0; left--) {
      const sender = !isOrderly && random(16) === 0 ? ACCOUNTS : random(senders);
      const nonce = Math.min(NONCES - 1, (nonces[sender] ?? 0) + (!isOrderly && random(20) === 0 ? 1 : 0));
      if (walks || random(2) === 0) nonces[sender] = nonce + 1;
      rows.push((sender * NONCES + nonce) * VARIANTS + (isOrderly ? random(ORDERLY) : random(VARIANTS)));
    }
    return {
      batch: selectTransactions(batch, rows),
      transactions: rows.map((row) => library[row]!),
      world,
      state,
      miner: KEYS[random(KEYS.length)]!,
      reward: [0n, 1n, 50_000n][random(3)]!,
    };
  };
}

export const KEYS: readonly Uint8Array[] = Array.from({ length: ACCOUNTS + 1 }, (_, i) => accountKey(i));
export const HEX: readonly string[] = KEYS.map(bytesToHex);
export const ASSETS: readonly { asset: Uint8Array; hex: string }[] = [NATIVE_ASSET, OTHER_ASSET].map((asset) => ({
  asset,
  hex: bytesToHex(asset),
}));
const GUARD = { threshold: 1, participants: [CO_SIGNERS[0]!] };
const PLAIN_GUARD = { threshold: 1, participants: GUARD.participants.map(bytesToHex) };
// Balances of accounts: about the cost of one or two transactions of the library, and both ends of a u64.
const HOLDINGS = [0n, 1n, 15_000n, 16_000n, 30_001n, 46_000n, 95_000n, 1_000_000n, U64_MAX - 15_000n, U64_MAX];
const AMOUNTS = [0n, 1n, 1n, 999n, 1_000n, 15_001n, 16_000n, 1_000_000n, U64_MAX - 15_000n, U64_MAX];
const u64Records = new Map<bigint, Uint8Array>();
const balanceRecords = new Map<bigint, Uint8Array>();
const guardRecord = encodeMultisig(GUARD);
const otherRecord = encodeAsset({ decimals: 8, ticker: new Uint8Array(0) });

/** Returns the value that `make` returned for this key at first: a few records are needed again and again. */
function known(of: Map<bigint, Uint8Array>, value: bigint, make: (value: bigint) => Uint8Array): Uint8Array {
  const record = of.get(value) ?? make(value);
  of.set(value, record);
  return record;
}

function drawnState(isRich: boolean, random: Random): { state: SmallState; world: World; nonces: number[] } {
  const state = new SmallState();
  const world = emptyWorld();
  const nonces: number[] = [];
  for (let i = 0; i < ACCOUNTS; i++) {
    if (!isRich && random(12) === 0) continue; // The account does not exist.
    const [key, account] = [KEYS[i]!, HEX[i]!];
    const nonce = random(3) === 0 ? 1 : 0;
    nonces[i] = nonce;
    world.nonces.set(account, BigInt(nonce));
    state.put(nonceRef(key), known(u64Records, BigInt(nonce), encodeU64Record));
    const coins = new Map();
    world.coins.set(account, coins);
    for (const [n, { asset, hex }] of ASSETS.entries()) {
      const amount = isRich && n === 0 ? 1_000_000n : HOLDINGS[random(HOLDINGS.length)]!;
      if (amount === 0n && random(2) === 0) continue; // Without a record, the first balance is still to come.
      coins.set(hex, { amount, credited: false, debited: false, output: 0n });
      const record = known(balanceRecords, amount, (final) => encodeBalance({ type: 'input', final, output: null }));
      state.put(balanceRef(key, asset), record);
    }
    if (!isRich && random(8) === 0) {
      world.multisig.set(account, PLAIN_GUARD);
      state.put(multisigRef(key), guardRecord);
    }
    if (random(3) === 0) {
      world.energy.set(account, 1n);
      state.put(energyRef(key), known(u64Records, 1n, encodeU64Record));
    }
  }
  if (isRich || random(6) > 0) {
    world.assets.add(ASSETS[1]!.hex);
    state.put(assetRef(OTHER_ASSET), otherRecord);
  }
  if (random(10) === 0) {
    world.burned = U64_MAX - 1_000n;
    state.put(supplyRef(SupplyCounter.BURNED), known(u64Records, world.burned, encodeU64Record));
  }
  return { state, world, nonces };
}

/** Draws a row of the library: mostly correct, sometimes with one slip. */
function drawnTransaction(sender: number, nonce: bigint, isOrderly: boolean, random: Random): Transaction {
  const slip = isOrderly ? NaN : random(60);
  const payload = drawnPayload(sender, isOrderly, random);
  const isCoSigned = !isOrderly && random(8) === 0;
  const feeType = slip === 0 ? 2 : !isOrderly && random(10) === 0 ? 1 : 0;
  return {
    version: 1,
    chainId: slip === 1 ? 0 : 3,
    source: KEYS[sender]!,
    payload,
    fee:
      feeType === 1
        ? BigInt(random(16) === 0)
        : slip === 2
          ? 9_999n
          : slip === 3
            ? U64_MAX
            : leastFee(payload, isCoSigned),
    feeType,
    nonce,
    reference: { hash: NATIVE_ASSET, topoheight: slip === 4 ? REFERENCE_LIMIT + 1n : BigInt(random(11)) },
    multisig: isCoSigned ? [{ id: slip === 5 ? 1 : 0, signature: signature(slip !== 6) }] : null,
    signature: signature(slip !== 7 && slip !== 8),
  };
}

function leastFee(payload: Payload, isCoSigned: boolean): bigint {
  const outputs = payload.type === 'transfers' ? payload.transfers.length : 0;
  return 10_000n + 5_000n * BigInt(outputs + (isCoSigned ? 1 : 0));
}

function drawnPayload(sender: number, isOrderly: boolean, random: Random): Payload {
  const asset = (): Uint8Array => (!isOrderly && random(4) === 0 ? OTHER_ASSET : NATIVE_ASSET);
  const amount = (): bigint =>
    isOrderly ? 1n + BigInt(random(1_000)) : random(2) === 0 ? 1_000n : AMOUNTS[random(AMOUNTS.length)]!;
  const kind = random(20);
  if (kind === 0 && !isOrderly) return { type: 'multisig', ...GUARD };
  if (kind === 1 && !isOrderly) return { type: 'multisig', threshold: 0, participants: [] };
  if (kind <= 4) return { type: 'burn', asset: asset(), amount: amount() };
  // A transfer to oneself is a slip.
  const destination = (): Uint8Array =>
    KEYS[!isOrderly && random(20) === 0 ? sender : (sender + 1 + random(ACCOUNTS)) % KEYS.length]!;
  const output = () => ({ asset: asset(), destination: destination(), amount: amount(), extraData: null });
  return { type: 'transfers', transfers: kind < 8 ? [output(), output()] : [output()] };
}
