import { createNobleVerifier } from '@tos/crypto';
import { ErrorCode, networks, U64_MAX } from '@tos/protocol';
import { type BlockFrame, baselineRules, type Rule, type RuleSet } from '@tos/runtime';
import { NATIVE_ASSET } from '@tos/state';
import { decodeBatch, encodeTransaction, type Transaction } from '@tos/transaction';
import { describe, expect, test } from 'vitest';
import { loneDesk } from '../../test/lone-desk.ts';
import { MapState } from '../../test/map-state.ts';
import { accountKey } from '../../test/random-block.ts';
import { InOrderPass } from './in-order-pass.ts';
import { prepareBlock } from './prepare-block.ts';

const burn = (sender: number, changes: Partial<Transaction> = {}): Transaction => ({
  version: 1,
  chainId: 3,
  source: accountKey(sender),
  payload: { type: 'burn', asset: NATIVE_ASSET, amount: 1n },
  fee: 10_000n,
  feeType: 0,
  nonce: 0n,
  reference: { hash: NATIVE_ASSET, topoheight: 0n },
  multisig: null,
  signature: new Uint8Array(64),
  ...changes,
});

/** Prepares a block over accounts 0, 1 and 2, each with all the TOS that a u64 holds. */
async function start(transactions: readonly Transaction[], frame?: BlockFrame, rules: RuleSet = baselineRules) {
  const state = new MapState();
  for (const i of [0, 1, 2]) {
    state.setNonce(accountKey(i), 0n);
    state.setBalance(accountKey(i), NATIVE_ASSET, U64_MAX);
  }
  const context = {
    network: networks.devnet,
    topoheight: 1,
    state,
    references: async () => new Uint8Array(transactions.length).fill(1),
    ...(frame === undefined ? {} : { frame }),
  };
  const block = await prepareBlock(
    decodeBatch(transactions.map(encodeTransaction)),
    context,
    rules,
    loneDesk(createNobleVerifier()),
  );
  return { pass: new InOrderPass(block), block, state };
}

describe('in-order pass', () => {
  test('a sender without account is told before its rule is asked', async () => {
    const asked: number[] = [];
    const rule: Rule = {
      access: (batch, i, out) =>
        out.exclusive(out.overlay.nonceCell(out.overlay.intern(batch.bytes, batch.source[i]!))),
      moreAccess: () => undefined,
      check: (_, i) => {
        asked.push(i);
        return ErrorCode.OK;
      },
      apply: () => ErrorCode.OK,
    };
    const { pass } = await start([burn(9), burn(0)], undefined, { 0: rule });
    expect([pass.check(0), pass.check(1)]).toEqual([ErrorCode.ACCOUNT_NOT_FOUND, ErrorCode.OK]);
    expect(asked).toEqual([1]);
  });

  test('fees of executed transactions add up, across the halves of a u64', async () => {
    const fees = [2n ** 32n - 1n, 2n ** 32n + 7n, 10_000n];
    const { pass } = await start(fees.map((fee, i) => burn(i, { fee, nonce: i === 2 ? 5n : 0n })));
    expect([0, 1, 2].map((i) => pass.check(i) || pass.apply(i))).toEqual([0, 0, ErrorCode.NONCE_TOO_HIGH]);
    expect(pass.gasFee).toBe(2n ** 33n + 6n);
  });

  test('a fee that overflows the sum of the block: 0304, and the transaction is undone', async () => {
    const fee = 2n ** 63n;
    const { pass, block } = await start([burn(0, { fee }), burn(1, { fee }), burn(2, { fee: fee - 1n })]);
    expect([0, 1, 2].map((i) => pass.check(i) || pass.apply(i))).toEqual([0, ErrorCode.OVERFLOW, 0]);
    expect(pass.gasFee).toBe(U64_MAX);
    const account1 = block.overlay.intern(accountKey(1), 0);
    expect(block.overlay.u64(block.overlay.balanceCell(account1, 0))).toBe(U64_MAX);
    expect(block.overlay.u64(block.overlay.nonceCell(account1))).toBe(0n);
  });

  test('fees in other coins than TOS are not counted', async () => {
    const free: Rule = {
      access: (batch, i, out) =>
        out.exclusive(out.overlay.nonceCell(out.overlay.intern(batch.bytes, batch.source[i]!))),
      moreAccess: () => undefined,
      check: () => ErrorCode.OK,
      apply: () => ErrorCode.OK,
    };
    const { pass } = await start([burn(0, { feeType: 1, fee: 5n }), burn(1, { feeType: 2, fee: 5n })], undefined, {
      0: free,
    });
    expect([pass.apply(0), pass.apply(1)]).toEqual([0, 0]);
    expect(pass.gasFee).toBe(0n);
  });

  test('the frame is opened before, closed after, and told the fees; its errors are passed on', async () => {
    const calls: (string | bigint)[] = [];
    const frame: BlockFrame = {
      declare: () => calls.push('declare'),
      open: () => {
        calls.push('open');
        return ErrorCode.OK;
      },
      close: (_, gasFee) => {
        calls.push('close', gasFee);
        return ErrorCode.OVERFLOW;
      },
    };
    const { pass } = await start([burn(0)], frame);
    expect(calls).toEqual(['declare']);
    expect(pass.open()).toBe(ErrorCode.OK);
    pass.apply(0);
    expect(pass.close()).toBe(ErrorCode.OVERFLOW);
    expect(calls).toEqual(['declare', 'open', 'close', 10_000n]);
  });

  test('without a frame a block opens and closes by itself', async () => {
    const { pass, block } = await start([]);
    expect([pass.open(), pass.close()]).toEqual([0, 0]);
    expect(block.overlay.writes()).toEqual([]);
  });
});

describe('preparing a block', () => {
  test('a type without a rule is refused before anything is read', async () => {
    await expect(start([burn(0)], undefined, {})).rejects.toThrow(
      expect.objectContaining({ code: 'TOS_NOT_SUPPORTED', details: { feature: 'transaction type 0' } }),
    );
  });

  test('two batched reads at most, however many transactions', async () => {
    const many = Array.from({ length: 50 }, (_, i) => burn(i % 3, { nonce: BigInt(i) }));
    expect((await start(many)).state.reads).toBe(1);
    const transfer = burn(0, {
      payload: {
        type: 'transfers',
        transfers: [3, 4, 5].map((to) => ({
          asset: NATIVE_ASSET,
          destination: accountKey(to),
          amount: 1n,
          extraData: null,
        })),
      },
    });
    expect((await start([transfer, ...many])).state.reads).toBe(2);
    expect((await start([])).state.reads).toBe(0);
  });
});
