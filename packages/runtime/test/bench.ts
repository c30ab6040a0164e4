import { bytesToHex } from '@noble/hashes/utils.js';
import { type ErrorCode, networks } from '@tos/protocol';
import {
  assetRef,
  BlockOverlay,
  balanceRef,
  type CellId,
  decodeBalance,
  decodeU64Record,
  domains,
  encodeAsset,
  encodeBalance,
  encodeMultisig,
  encodeU64Record,
  energyRef,
  multisigRef,
  NATIVE_ASSET,
  nonceRef,
  type RecordRef,
  type SupplyCounter,
  supplyRef,
} from '@tos/state';
import { decodeBatch, encodeTransaction, type PackedBatch, type Payload, type Transaction } from '@tos/transaction';
import {
  AccessSet,
  type BlockContext,
  baselineRules,
  checkSigner,
  completeSteps,
  declareSigner,
  type Evidence,
  ownerSigns,
  type Rule,
  type RuleSet,
  wantSessionKeys,
} from '../src/index.ts';

export const ALICE: Uint8Array = new Uint8Array(32).fill(0xa1);
export const BOB: Uint8Array = new Uint8Array(32).fill(0x0b);
export const CAROL: Uint8Array = new Uint8Array(32).fill(0xca);
export const GOLD: Uint8Array = new Uint8Array(32).fill(0x60);

/** A burn of 1 by Alice, good in every way, with these changes. */
export function transaction(changes: Partial<Transaction> = {}): Transaction {
  return {
    version: 1,
    chainId: 3,
    source: ALICE,
    payload: { type: 'burn', asset: NATIVE_ASSET, amount: 1n },
    fee: 10_000n,
    feeType: 0,
    nonce: 0n,
    reference: { hash: NATIVE_ASSET, topoheight: 0n },
    multisig: null,
    signature: new Uint8Array(64),
    ...changes,
  };
}

export type Output = readonly [destination: Uint8Array, amount: bigint, asset?: Uint8Array, extraData?: Uint8Array];

export function transfers(...outputs: readonly Output[]): Payload {
  return {
    type: 'transfers',
    transfers: outputs.map(([destination, amount, asset = NATIVE_ASSET, extraData = null]) => ({
      asset,
      destination,
      amount,
      extraData,
    })),
  };
}

/** Records before a block. */
export type State = readonly (readonly [RecordRef, Uint8Array])[];

export const nonce = (account: Uint8Array, value: bigint): State => [[nonceRef(account), encodeU64Record(value)]];
/** A balance, and its asset in the registry. */
export const balance = (account: Uint8Array, final: bigint, asset: Uint8Array = NATIVE_ASSET): State => [
  [balanceRef(account, asset), encodeBalance({ type: 'input', final, output: null })],
  ...registered(asset),
];
export const registered = (asset: Uint8Array): State => [
  [assetRef(asset), encodeAsset({ decimals: 8, ticker: Uint8Array.of(0x58) })],
];
export const multisig = (account: Uint8Array, threshold: number, ...participants: Uint8Array[]): State => [
  [multisigRef(account), encodeMultisig({ threshold, participants })],
];
export const supply = (counter: (typeof SupplyCounter)[keyof typeof SupplyCounter], value: bigint): State => [
  [supplyRef(counter), encodeU64Record(value)],
];
export const energy = (account: Uint8Array, value: bigint): State => [[energyRef(account), encodeU64Record(value)]];
/** An account with a nonce of 0 and this much TOS. */
export const account = (key: Uint8Array, tos: bigint): State => [...nonce(key, 0n), ...balance(key, tos)];

export interface Bench {
  readonly batch: PackedBatch;
  readonly overlay: BlockOverlay;
  readonly access: AccessSet;
  readonly context: BlockContext;
  /** Cells that were read from the state, in the first round and in the second. */
  readonly read: readonly [readonly CellId[], readonly CellId[]];
  ruleOf(i: number): Rule;
}

/** Changes of the context of a block, in which all evidence is good and every signature the owner's. */
type Changes = Omit<Partial<BlockContext>, 'evidence'> & {
  readonly evidence?: Partial<Evidence>;
  readonly rules?: RuleSet;
};

/** A block with its cells declared and loaded, as an executor does it. */
export function prepare(transactions: readonly Transaction[], state: State, changes: Changes = {}): Bench {
  const batch = decodeBatch(transactions.map(encodeTransaction));
  const overlay = new BlockOverlay();
  const access = new AccessSet(overlay, batch.count);
  const { rules = baselineRules, evidence, ...context } = changes;
  const ruleOf = (i: number): Rule => {
    const rule = rules[batch.type[i]!];
    if (rule === undefined) throw new Error(`no rule for type ${batch.type[i]}`);
    return rule;
  };
  const stored = new Map(state.map(([ref, value]) => [placeOf(ref), { topoheight: 0, previous: null, value }]));
  const load = (): CellId[] => {
    const cells = overlay.takeMissing();
    overlay.load(
      cells,
      cells.map((cell) => stored.get(placeOf(overlay.ref(cell)))),
    );
    return cells;
  };
  for (let i = 0; i < batch.count; i++) {
    declareSigner(batch, i, access);
    ruleOf(i).access(batch, i, access);
    access.finish(i);
  }
  const first = load();
  wantSessionKeys(access);
  for (let i = 0; i < batch.count; i++) ruleOf(i).moreAccess(batch, i, access);
  return {
    batch,
    overlay,
    access,
    ruleOf,
    read: [first, load()],
    context: {
      network: networks.devnet,
      topoheight: 1,
      references: new Uint8Array(batch.count).fill(1),
      access,
      evidence: { isGood: () => true, signerAmong: () => 0, ...evidence },
      ...context,
    },
  };
}

/** Checks and applies one transaction after the other, and undoes those that fail. @returns their codes */
export function execute({ batch, overlay, context, ruleOf }: Bench): ErrorCode[] {
  const authorize = (i: number): ErrorCode =>
    ownerSigns(i, context.access, overlay) ? 0 : checkSigner(batch, i, ruleOf(i), context, overlay);
  return Array.from({ length: batch.count }, (_, i) => {
    const unchecked = ruleOf(i).check(batch, i, context, overlay);
    if (unchecked !== 0) return unchecked;
    overlay.begin();
    const error = authorize(i) || completeSteps(ruleOf(i).apply(batch, i, context, overlay));
    if (error === 0) overlay.accept();
    else overlay.revert();
    return error;
  });
}

/** The changes of a block, for people: "balance a1.. native" with its number. */
export function changes({ overlay }: Bench): Record<string, bigint | null> {
  return Object.fromEntries(
    overlay.writes().map(({ ref, value }) => {
      const { domain } = ref;
      const number = domain === domains.balance ? (bytes: Uint8Array) => decodeBalance(bytes).final : decodeU64Record;
      return [placeOf(ref), value && number(value)];
    }),
  );
}

/** The name of a record in `changes`. */
export function placeOf(ref: RecordRef): string {
  return `${ref.domain.name} ${bytesToHex(ref.key)}`;
}

/** The code of one transaction on a state. A failure may leave nothing behind. */
export function codeOf(transaction: Transaction, state: State, changes: Parameters<typeof prepare>[2] = {}): ErrorCode {
  const bench = prepare([transaction], state, changes);
  const [code] = execute(bench);
  if (code === undefined) throw new Error('no code');
  if (code !== 0 && bench.overlay.writes().length > 0) throw new Error(`code ${code}, and something was written`);
  return code;
}

/** The state after a block. */
export function stateAfter({ overlay }: Bench, before: State): State {
  const records = new Map(before.map(([ref, value]) => [placeOf(ref), [ref, value] as const]));
  for (const { ref, value } of overlay.writes()) {
    if (value === null) records.delete(placeOf(ref));
    else records.set(placeOf(ref), [ref, value]);
  }
  return [...records.values()];
}

/** A record of a state. */
export function recordOf(state: State, ref: RecordRef): Uint8Array | undefined {
  return state.find(([other]) => placeOf(other) === placeOf(ref))?.[1];
}
