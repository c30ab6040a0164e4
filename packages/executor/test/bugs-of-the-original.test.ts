import { existsSync, readFileSync } from 'node:fs';
import { bytesToHex } from '@noble/hashes/utils.js';
import { COIN, ErrorCode, U64_MAX } from '@tos/protocol';
import { baselineRules, type Rule, type RuleSet } from '@tos/runtime';
import {
  balanceRef,
  compareRefs,
  decodeBalance,
  decodeFrozen,
  domains,
  encodeMultisig,
  encodeU64Record,
  multisigRef,
  NATIVE_ASSET,
  nonceRef,
  type RecordRef,
} from '@tos/state';
import { decodeBatch, encodeTransaction, type PackedBatch, type Transaction } from '@tos/transaction';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BlockExecutor, type BlockOutcome, createBlockExecutor, type ExecutionContext } from '../src/index.ts';
import { contextOver, describeOutcome, INJECTED_VERIFIER, minerFrame } from './block-fixture.ts';
import { accountKey, OTHER_ASSET, signature } from './block-parts.ts';
import { catalogue } from './bug-catalogue.ts';
import { describeWrites, MapState, nameOf } from './map-state.ts';
import { parityRules } from './parity-rules.ts';
import { randomBlock } from './random-block.ts';

let sequential: BlockExecutor;
let parallel: BlockExecutor;
beforeAll(() => {
  sequential = createBlockExecutor({ setting: 'sequential', verifierModule: INJECTED_VERIFIER });
  parallel = createBlockExecutor({ setting: 'parallel', workers: 2, verifierModule: INJECTED_VERIFIER });
});
afterAll(async () => {
  await sequential.close();
  await parallel.close();
});

const [ALICE, BOB, CAROL, MINER] = [0, 1, 2, 3].map(accountKey) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];

function transfer(
  to: Uint8Array,
  amount: bigint,
  { asset = NATIVE_ASSET, ...changes }: Partial<Transaction> & { asset?: Uint8Array } = {},
): Transaction {
  return {
    version: 1,
    chainId: 3,
    source: ALICE,
    payload: { type: 'transfers', transfers: [{ asset, destination: to, amount, extraData: null }] },
    fee: 15_000n,
    feeType: 0,
    nonce: 0n,
    reference: { hash: NATIVE_ASSET, topoheight: 0n },
    multisig: null,
    signature: signature(true),
    ...changes,
  };
}

const burn = (amount: bigint, changes: Partial<Transaction> = {}): Transaction =>
  transfer(ALICE, 0n, { fee: 10_000n, ...changes, payload: { type: 'burn', asset: NATIVE_ASSET, amount } });

const packed = (transactions: readonly Transaction[]): PackedBatch => decodeBatch(transactions.map(encodeTransaction));

/** A state with accounts, each with its TOS and a nonce of 0. */
function stateOf(...accounts: readonly (readonly [Uint8Array, bigint])[]): MapState {
  const state = new MapState();
  for (const [key, tos] of accounts) {
    state.setNonce(key, 0n);
    state.setBalance(key, NATIVE_ASSET, tos);
  }
  return state;
}

/** Runs both executors, whose outcomes must be equal. @returns that outcome */
async function run(
  transactions: readonly Transaction[],
  context: ExecutionContext,
  { policy = 'build', rules = baselineRules }: { policy?: 'build' | 'validate'; rules?: RuleSet } = {},
): Promise<BlockOutcome> {
  const outcome = await sequential.execute(packed(transactions), context, { policy, rules });
  const other = await parallel.execute(packed(transactions), context, { policy, rules });
  expect(describeOutcome(other), `${policy}: parallel against sequential`).toEqual(describeOutcome(outcome));
  return outcome;
}

async function built(...args: Parameters<typeof run>): Promise<Exclude<BlockOutcome, { refused: object }>> {
  const outcome = await run(...args);
  if (outcome.refused !== null) throw new Error(`refused: ${JSON.stringify(outcome.refused)}`);
  return outcome;
}

function writtenBalance(outcome: Awaited<ReturnType<typeof built>>, account: Uint8Array, asset = NATIVE_ASSET) {
  const name = nameOf(balanceRef(account, asset));
  const write = outcome.state.getModifiedRecords().find(({ ref }) => nameOf(ref) === name);
  return write?.value == null ? undefined : decodeBalance(write.value);
}

describe('the catalogue', () => {
  test('has every row of docs/protocol.md §8.2 and §8.3, and the traps', () => {
    const numbers = Array.from({ length: 25 }, (_, i) => String(i + 1));
    const known = [...numbers.slice(0, 16), '16b', ...numbers.slice(16)];
    const unknown = Array.from({ length: 29 }, (_, i) => `U${i + 1}`);
    const traps = Array.from({ length: 12 }, (_, i) => `T${i + 1}`);
    expect(Object.keys(catalogue).toSorted()).toEqual([...known, ...unknown, ...traps].toSorted());
  });

  test('names tests that exist', () => {
    for (const [row, { shownBy }] of Object.entries(catalogue)) {
      if ('cannotHappen' in shownBy) continue;
      expect(shownBy, `row ${row}`).not.toEqual([]);
      for (const [file, title] of shownBy) {
        const url = new URL(`../../${file}`, import.meta.url);
        expect(existsSync(url), `row ${row}: ${file}`).toBe(true);
        const lines = readFileSync(url, 'utf8').split('\n');
        const named = lines.filter((line) => line.includes(title) && !/^\s*(\/\/|\*|\/\*)/.test(line));
        expect(named, `row ${row}: ${file}`).not.toEqual([]);
      }
    }
  });
});

describe('signatures (1, U13)', () => {
  const state = stateOf([ALICE, 1_000_000n], [BOB, 1_000_000n]);
  const list = (forged: number): Transaction[] =>
    Array.from({ length: 10 }, (_, i) =>
      transfer(CAROL, 1n, {
        source: i % 2 ? BOB : ALICE,
        nonce: BigInt(i >> 1),
        signature: signature(i !== forged),
      }),
    );

  test('a forged signature is executed by nobody', async () => {
    for (const forged of [0, 5, 9]) {
      const refused = await run(list(forged), contextOver(state), { policy: 'validate' });
      expect(refused.refused, `forged ${forged}`).toEqual({ index: forged, error: ErrorCode.INVALID_SIGNATURE });
      const { results } = await built(list(forged), contextOver(state));
      expect(results.errors[forged], `forged ${forged}`).toBe(ErrorCode.INVALID_SIGNATURE);
      expect(results.succeeded(), `forged ${forged}`).not.toContain(forged);
    }
  });

  test('of a forged signature and another failure, the earlier one refuses the block', async () => {
    for (const forged of [2, 5, 8]) {
      // Transaction 5 sends more than its balance, which fails after its signature was judged.
      const mixed = list(forged).with(
        5,
        transfer(CAROL, 2n ** 40n, { source: BOB, nonce: 2n, signature: signature(forged !== 5) }),
      );
      const { refused } = await run(mixed, contextOver(state), { policy: 'validate' });
      const error = forged <= 5 ? ErrorCode.INVALID_SIGNATURE : ErrorCode.INSUFFICIENT_BALANCE;
      expect(refused, `forged ${forged}`).toEqual({ index: Math.min(forged, 5), error });
    }
  });

  test('a hash column that names another transaction does not make a forged signature good', async () => {
    const forged = packed([transfer(CAROL, 2n, { signature: signature(false) })]);
    for (const executor of [sequential, parallel]) {
      const known = packed([transfer(CAROL, 1n)]);
      await executor.verifySignatures(known);
      forged.hash.set(known.hash);
      const options = { policy: 'validate', rules: baselineRules } as const;
      const { refused } = await executor.execute(forged, contextOver(state), options);
      expect(refused).toEqual({ index: 0, error: ErrorCode.INVALID_SIGNATURE });
    }
  });

  test('an account with multisig cannot send with one signature', async () => {
    const guarded = stateOf([ALICE, 1_000_000n], [BOB, 1_000_000n]);
    guarded.setMultisig(ALICE, { threshold: 1, participants: [CAROL] });
    const good = { id: 0, signature: signature(true) };
    for (const [name, multisig, error] of [
      ['none', null, ErrorCode.INVALID_PAYLOAD],
      ['wrong', [{ id: 0, signature: signature(false) }], ErrorCode.INVALID_SIGNATURE],
      ['surplus', [good, { ...good, id: 1 }], ErrorCode.INVALID_PAYLOAD],
      ['right', [good], ErrorCode.OK],
    ] as const) {
      const one = transfer(BOB, 1n, { multisig, fee: 25_000n });
      expect([...(await built([one], contextOver(guarded))).results.errors], name).toEqual([error]);
    }
  });
});

describe('coins (2, 3, 11, 12, 17 to 19, U1, U3, U4, U7, U23, U27)', () => {
  /** Sums the coins of an asset in a state. */
  function total(state: MapState, asset: Uint8Array): bigint {
    const end = bytesToHex(balanceRef(ALICE, asset).key.subarray(32));
    let sum = 0n;
    for (const [name, value] of state.records) {
      if (name.startsWith('balance:') && name.slice('balance:'.length + 64) === end) sum += decodeBalance(value).final;
      if (name.startsWith('frozen:') && asset === NATIVE_ASSET) {
        const { total, pending } = decodeFrozen(value);
        sum += pending.reduce((whole, { amount }) => whole + amount, total) * COIN;
      }
    }
    return sum;
  }

  test('no block makes or loses a coin', async () => {
    let executed = 0;
    await fc.assert(
      fc.asyncProperty(randomBlock(10, 30), async (block) => {
        // The balances are large enough for fees, so that most of a block is executed.
        for (let i = 0; i < 10; i++) block.state.setBalance(accountKey(i), NATIVE_ASSET, 500n * COIN);
        const context = contextOver(block.state, minerFrame(block.miner, block.reward));
        const outcome = await run(block.transactions, context, { rules: parityRules });
        if (outcome.refused !== null) return;
        const burned = { tos: 0n, other: 0n };
        for (const i of outcome.results.succeeded()) {
          const payload = block.transactions[i]?.payload;
          if (payload?.type === 'deploy_contract') burned.tos += COIN;
          if (payload?.type === 'shield_transfers') for (const { amount } of payload.transfers) burned.tos += amount;
          if (payload?.type !== 'burn') continue;
          burned[payload.asset[0] === 0 ? 'tos' : 'other'] += payload.amount;
        }
        const before = [NATIVE_ASSET, OTHER_ASSET].map((asset) => total(block.state, asset));
        block.state.apply(outcome.state.getModifiedRecords());
        const after = [NATIVE_ASSET, OTHER_ASSET].map((asset) => total(block.state, asset));
        // The sum includes the fees, which the miner has.
        expect(after).toEqual([before[0]! + block.reward - burned.tos, before[1]! - burned.other]);
        executed += outcome.results.succeeded().length;
      }),
      { numRuns: 200 },
    );
    expect(executed, 'executed transactions').toBeGreaterThan(100);
  });

  test('a credit adds to what the receiver has', async () => {
    const outcome = await built(
      [transfer(BOB, 5n), transfer(BOB, 6n, { nonce: 1n })],
      contextOver(stateOf([ALICE, 100_000n], [BOB, 2n ** 40n])),
    );
    expect(writtenBalance(outcome, BOB)).toEqual({ type: 'input', final: 2n ** 40n + 11n, output: null });
    expect(writtenBalance(outcome, ALICE)).toEqual({ type: 'output', final: 100_000n - 30_011n, output: null });
  });

  test('a balance keeps its receipts, its zero and its output balance', async () => {
    const state = stateOf([ALICE, 60_000n], [BOB, 20_000n], [CAROL, 100_000n]);
    const outcome = await built(
      [
        transfer(BOB, 45_000n), // Alice spends everything.
        transfer(ALICE, 50_000n, { source: BOB }), // Bob spends all that he received and all that he had.
        transfer(BOB, 7n, { source: CAROL }), // Bob gets more.
      ],
      contextOver(state),
    );
    expect([...outcome.results.errors]).toEqual([0, 0, 0]);
    expect(writtenBalance(outcome, ALICE)).toEqual({ type: 'both', final: 50_000n, output: 0n });
    expect(writtenBalance(outcome, BOB)).toEqual({ type: 'both', final: 7n, output: 0n });
    const all = await built([burn(50_000n)], contextOver(stateOf([ALICE, 60_000n])));
    expect(writtenBalance(all, ALICE)).toEqual({ type: 'output', final: 0n, output: null });
  });

  test('reward and fees are added once each to what the miner has', async () => {
    const state = stateOf([ALICE, 100_000n], [MINER, 20_000n]);
    const mine = transfer(BOB, 60_000n, { source: MINER });
    const outcome = await built([transfer(BOB, 1n), mine], contextOver(state, minerFrame(MINER, 60_000n)));
    expect([...outcome.results.errors]).toEqual([0, 0]);
    expect(writtenBalance(outcome, MINER)).toEqual({ type: 'both', final: 35_000n, output: 5_000n });
    // The fees come after the transactions: without the reward, the miner could not pay for this transaction.
    const early = await built([transfer(BOB, 1n), mine], contextOver(state, minerFrame(MINER, 50_000n)));
    expect([...early.results.errors]).toEqual([0, ErrorCode.INSUFFICIENT_BALANCE]);
    expect(writtenBalance(early, MINER)?.final).toBe(20_000n + 50_000n + 15_000n);
    // The reward also goes to a miner without an account.
    const unknown = await built([transfer(BOB, 1n)], contextOver(stateOf([ALICE, 100_000n]), minerFrame(MINER, 3n)));
    expect(writtenBalance(unknown, MINER)?.final).toBe(15_003n);
    expect(unknown.state.getModifiedNonces()).toContainEqual({ account: MINER, nonce: 0n });
  });

  test('a reward or fees that overflow refuse the block, not a transaction', async () => {
    const state = stateOf([ALICE, 100_000n], [MINER, U64_MAX]);
    for (const [reward, policy] of [
      [1n, 'build'],
      [1n, 'validate'],
      [0n, 'build'],
      [0n, 'validate'],
    ] as const) {
      const outcome = await run([transfer(BOB, 1n)], contextOver(state, minerFrame(MINER, reward)), { policy });
      expect(outcome.refused, `reward ${reward}, ${policy}`).toEqual({ index: null, error: ErrorCode.OVERFLOW });
    }
  });

  test('the fees told are the fees that were paid', async () => {
    const list = [
      transfer(BOB, 1n, { fee: 20_000n }),
      transfer(BOB, 1n, { nonce: 1n }),
      transfer(BOB, 1n, { nonce: 5n }),
    ];
    const outcome = await built(list, contextOver(stateOf([ALICE, 100_000n])));
    expect(outcome.state.getGasFee()).toBe(35_000n);
    expect(outcome.results.toArray().map(({ fee }) => fee)).toEqual([20_000n, 15_000n, 0n]);
    expect(writtenBalance(outcome, ALICE)?.final).toBe(100_000n - 35_002n);
  });
});

describe('failures (13, U10, U14, U22)', () => {
  test('a failed transaction leaves nothing behind', async () => {
    const full = stateOf([ALICE, 1_000_000n], [BOB, U64_MAX], [CAROL, 100_000n]);
    full.setBalance(ALICE, OTHER_ASSET, 5n);
    full.setAsset(OTHER_ASSET);
    const stranger = accountKey(8);
    const failing: Transaction = {
      ...transfer(stranger, 1n, { fee: 40_000n }),
      payload: {
        type: 'transfers',
        // The last output fails after all others have been credited.
        transfers: [
          { asset: NATIVE_ASSET, destination: stranger, amount: 1n, extraData: null },
          { asset: OTHER_ASSET, destination: CAROL, amount: 5n, extraData: null },
          { asset: NATIVE_ASSET, destination: BOB, amount: 1n, extraData: null },
        ],
      },
    };
    const alone = await built([transfer(CAROL, 9n)], contextOver(full));
    const list = [failing, transfer(CAROL, 1n, { nonce: 1n }), transfer(CAROL, 9n)];
    const outcome = await built(list, contextOver(full));
    // The failed transaction did not use up its nonce.
    expect([...outcome.results.errors]).toEqual([ErrorCode.OVERFLOW, ErrorCode.NONCE_TOO_HIGH, ErrorCode.OK]);
    expect(describeWrites(outcome.state.getModifiedRecords())).toEqual(
      describeWrites(alone.state.getModifiedRecords()),
    );
    expect(outcome.state.getGasFee()).toBe(15_000n);
    const refused = await run([transfer(CAROL, 9n), { ...failing, nonce: 1n }], contextOver(full), {
      policy: 'validate',
    });
    expect(refused.refused).toEqual({ index: 1, error: ErrorCode.OVERFLOW });
  });

  test('a burn that fails at the counter leaves nothing behind', async () => {
    const state = stateOf([ALICE, 100_000n]);
    state.setSupply(0, U64_MAX);
    const outcome = await built([burn(1n)], contextOver(state));
    expect([...outcome.results.errors]).toEqual([ErrorCode.OVERFLOW]);
    expect(outcome.state.getModifiedRecords()).toEqual([]);
    expect(outcome.state.getBurnedSupply()).toBeUndefined();
  });

  test('a transfer with its fee in ENERGY gets the same answer everywhere', async () => {
    const outcome = await built(
      [transfer(BOB, 1n, { feeType: 1, fee: 0n }), transfer(BOB, 1n, { feeType: 1, fee: 1n })],
      contextOver(stateOf([ALICE, 100_000n])),
    );
    expect([...outcome.results.errors]).toEqual([ErrorCode.INSUFFICIENT_ENERGY, ErrorCode.INVALID_PAYLOAD]);
    expect(outcome.state.getModifiedRecords()).toEqual([]);
  });
});

describe('changes (5 to 7, 20, 21, U2, U11, U12)', () => {
  const state = (): MapState => {
    const three = stateOf([ALICE, 100_000n], [BOB, 100_000n], [CAROL, 100_000n]);
    for (const account of [ALICE, BOB]) three.setMultisig(account, { threshold: 0, participants: [MINER] });
    return three;
  };

  test('whatever record a rule sets or deletes is among the changes', async () => {
    const rule: Rule = {
      access(batch, i, out) {
        const source = out.overlay.intern(batch.bytes, batch.source[i]!);
        out.exclusive(out.overlay.nonceCell(source));
        out.exclusive(out.overlay.multisigCell(source));
      },
      moreAccess: () => undefined,
      check: () => ErrorCode.OK,
      apply(batch, i, { access }, overlay) {
        const [nonce, multisig] = [0, 1].map((at) => access.cells[access.start[i]! + at]!) as [number, number];
        overlay.add(nonce, 0, 1);
        const next = encodeMultisig({ threshold: 2, participants: [MINER] });
        overlay.setRecord(multisig, batch.feeLow[i] === 0 ? null : next);
        return ErrorCode.OK;
      },
    };
    const list = [burn(1n, { fee: 0n }), burn(1n, { source: BOB }), burn(1n, { source: CAROL })];
    const outcome = await built(list, contextOver(state()), { rules: { 0: rule } });
    expect(outcome.state.getModifiedMultisigs()).toEqual([
      { account: ALICE, multisig: null },
      { account: BOB, multisig: { threshold: 2, participants: [MINER] } },
      { account: CAROL, multisig: { threshold: 2, participants: [MINER] } },
    ]);
    const changed = outcome.state.getModifiedRecords();
    expect(changed.find(({ ref }) => nameOf(ref) === nameOf(multisigRef(ALICE)))?.value).toBeNull();
    expect(changed.map(({ ref }) => ref.domain)).toEqual([
      ...[1, 2, 3].map(() => domains.nonce),
      ...[1, 2, 3].map(() => domains.multisig),
    ]);
  });

  test('a type without a rule stops the block', async () => {
    for (const executor of [sequential, parallel]) {
      for (const policy of ['build', 'validate'] as const) {
        const transfers = { 1: baselineRules[1]! };
        const execution = executor.execute(packed([transfer(BOB, 1n), burn(1n, { nonce: 1n })]), contextOver(state()), {
          policy,
          rules: transfers,
        });
        await expect(execution, policy).rejects.toThrow(expect.objectContaining({ code: 'TOS_NOT_SUPPORTED' }));
      }
    }
  });

  test('a record that was only read is not written', async () => {
    const outcome = await built([transfer(CAROL, 0n)], contextOver(stateOf([ALICE, 100_000n], [CAROL, 5n])));
    expect(outcome.state.getModifiedRecords().map(({ ref }) => nameOf(ref))).toEqual([
      nameOf(nonceRef(ALICE)),
      nameOf(balanceRef(ALICE, NATIVE_ASSET)),
    ]);
    const none = await built([transfer(CAROL, 1n, { nonce: 9n })], contextOver(state()));
    expect(none.state.getModifiedRecords()).toEqual([]);
  });

  test('writes come sorted, however the block is ordered', async () => {
    const numbers = [7, 3, 5, 1, 6, 2, 4];
    const senders = numbers.map(accountKey);
    const crowd = stateOf(...senders.map((key) => [key, 100_000n] as const));
    const list = numbers.map((i) => transfer(accountKey(19 - i), 1n, { source: accountKey(i) }));
    const forwards = (await built(list, contextOver(crowd))).state.getModifiedRecords();
    const backwards = (await built(list.toReversed(), contextOver(crowd))).state.getModifiedRecords();
    const refs = forwards.map(({ ref }): RecordRef => ref);
    expect(refs).toEqual(refs.toSorted(compareRefs));
    expect(refs).toHaveLength(4 * senders.length);
    expect(describeWrites(backwards)).toEqual(describeWrites(forwards));
  });

  test('a block that was executed cannot be executed again', async () => {
    const list = [transfer(CAROL, 1n), burn(1n, { source: BOB }), transfer(BOB, 2n, { nonce: 1n })];
    const chain = stateOf([ALICE, 100_000n], [BOB, 100_000n], [CAROL, 0n]);
    const outcome = await built(list, contextOver(chain), { policy: 'validate' });
    expect(outcome.state.getModifiedNonces()).toEqual([
      { account: ALICE, nonce: 2n },
      { account: BOB, nonce: 1n },
    ]);
    chain.apply(outcome.state.getModifiedRecords());
    expect(chain.records.get(nameOf(nonceRef(ALICE)))).toEqual(encodeU64Record(2n));
    const again = await built(list, contextOver(chain));
    expect([...again.results.errors]).toEqual(list.map(() => ErrorCode.NONCE_TOO_LOW));
    const refused = await run(list, contextOver(chain), { policy: 'validate' });
    expect(refused.refused).toEqual({ index: 0, error: ErrorCode.NONCE_TOO_LOW });
  });
});

test('blocks that come at the same time are executed one after the other (16)', async () => {
  const state = stateOf([ALICE, 100_000n]);
  const before = describeOutcome(await run([transfer(BOB, 1n)], contextOver(state)));
  const broken = { ...contextOver(state), references: () => Promise.reject(new Error('no disk')) };
  const options = { policy: 'build', rules: baselineRules } as const;
  const all = await Promise.allSettled(
    Array.from({ length: 12 }, (_, i) =>
      parallel.execute(packed([transfer(BOB, 1n)]), i % 4 === 3 ? broken : contextOver(state), options),
    ),
  );
  all.forEach((one, i) => {
    expect(one.status, `block ${i}`).toBe(i % 4 === 3 ? 'rejected' : 'fulfilled');
    if (one.status === 'fulfilled') expect(describeOutcome(one.value), `block ${i}`).toEqual(before);
  });
});
