import { bytesToHex } from '@noble/hashes/utils.js';
import { ErrorCode, MAXIMUM_SUPPLY, U64_MAX } from '@tos/protocol';
import {
  BlockOverlay,
  balanceRef,
  decodeBalance,
  decodeU64Record,
  encodeBalance,
  encodeU64Record,
  NATIVE_ASSET,
  nonceRef,
  type RecordRef,
  type RecordWrite,
  SupplyCounter,
  supplyRef,
} from '@tos/state';
import { expect, test } from 'vitest';
import { miner } from '../../test/devnet.ts';
import { createRewardFrame, DEV_FEE_KEY } from './reward-frame.ts';

type Records = ReadonlyMap<string, Uint8Array>;

const idOf = ({ domain, key }: RecordRef): string => `${domain.name} ${bytesToHex(key)}`;
const balanceOf = (key: Uint8Array, final: bigint): [string, Uint8Array] => [
  idOf(balanceRef(key, NATIVE_ASSET)),
  encodeBalance({ type: 'input', final, output: null }),
];
const nonceOf = (key: Uint8Array, nonce: bigint): [string, Uint8Array] => [idOf(nonceRef(key)), encodeU64Record(nonce)];
const emitted = (amount: bigint): [string, Uint8Array] => [
  idOf(supplyRef(SupplyCounter.EMITTED)),
  encodeU64Record(amount),
];

/** Runs `open` and `close` over the given records; only those that `declare` asked for are loaded. */
function run(key: Uint8Array, gasFee: bigint, records: Records = new Map()) {
  const overlay = new BlockOverlay();
  const frame = createRewardFrame({ height: 1, miner: key });
  frame.declare(overlay);
  const cells = overlay.takeMissing();
  overlay.load(
    cells,
    cells.map((cell) => {
      const value = records.get(idOf(overlay.ref(cell)));
      return value === undefined ? undefined : { topoheight: 0, previous: null, value };
    }),
  );
  const open = frame.open(overlay);
  const close = open === ErrorCode.OK ? frame.close(overlay, gasFee) : undefined;
  return {
    open,
    close,
    writes: new Map(overlay.writes().map((write): [string, RecordWrite] => [idOf(write.ref), write])),
  };
}

function final(writes: Map<string, RecordWrite>, key: Uint8Array): bigint | undefined {
  const value = writes.get(idOf(balanceRef(key, NATIVE_ASSET)))?.value;
  return value == null ? undefined : decodeBalance(value).final;
}

function u64(writes: Map<string, RecordWrite>, ref: RecordRef): bigint | undefined {
  const value = writes.get(idOf(ref))?.value;
  return value == null ? undefined : decodeU64Record(value);
}

test('a new miner gets an account, its reward, and the fees', () => {
  const { open, close, writes } = run(miner.publicKey, 25_000n);
  expect([open, close]).toEqual([ErrorCode.OK, ErrorCode.OK]);
  expect(u64(writes, supplyRef(SupplyCounter.EMITTED))).toBe(97_486_707n);
  expect(final(writes, DEV_FEE_KEY)).toBe(9_748_670n);
  expect(final(writes, miner.publicKey)).toBe(87_738_037n + 25_000n);
  expect(u64(writes, nonceRef(miner.publicKey))).toBe(0n);
  expect(u64(writes, nonceRef(DEV_FEE_KEY))).toBe(0n);
  expect(writes.size).toBe(5);
});

test('accounts that exist keep their nonce, and the reward goes down with what was emitted', () => {
  const key = miner.publicKey;
  const records = new Map([
    emitted(2n * 97_486_707n),
    nonceOf(key, 5n),
    balanceOf(key, 87_738_037n),
    nonceOf(DEV_FEE_KEY, 0n),
    balanceOf(DEV_FEE_KEY, 1n),
  ]);
  const { writes } = run(key, 0n, records);
  expect(final(writes, key)).toBe(175_476_073n);
  expect(writes.has(idOf(nonceRef(key)))).toBe(false);
  expect(writes.size).toBe(3);
});

test('the developers as miner get everything', () => {
  const { writes } = run(DEV_FEE_KEY, 3n);
  expect(final(writes, DEV_FEE_KEY)).toBe(97_486_707n + 3n);
  expect(writes.size).toBe(3);
});

test('once all is emitted there are fees alone, and nobody gets an account for nothing', () => {
  const records = new Map([emitted(MAXIMUM_SUPPLY)]);
  expect(run(miner.publicKey, 0n, records).writes.size).toBe(0);
  const { writes } = run(miner.publicKey, 7n, records);
  expect(final(writes, miner.publicKey)).toBe(7n);
  expect(writes.size).toBe(2);
});

test('a sum that leaves the range of a u64 answers 0304', () => {
  const key = miner.publicKey;
  const full = (who: Uint8Array, amount: bigint) => new Map([nonceOf(who, 0n), balanceOf(who, amount)]);
  expect(run(DEV_FEE_KEY, 0n, full(DEV_FEE_KEY, U64_MAX)).open).toBe(ErrorCode.OVERFLOW);
  expect(run(key, 0n, full(DEV_FEE_KEY, U64_MAX)).open).toBe(ErrorCode.OVERFLOW);
  expect(run(key, 0n, full(key, U64_MAX - 87_738_036n)).open).toBe(ErrorCode.OVERFLOW);
  const exact = full(key, U64_MAX - 87_738_037n);
  expect(run(key, 0n, exact).close).toBe(ErrorCode.OK);
  expect(run(key, 1n, exact).close).toBe(ErrorCode.OVERFLOW);
});
