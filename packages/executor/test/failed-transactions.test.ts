import { ErrorCode, networks } from '@tos/protocol';
import type { Rule } from '@tos/runtime';
import { encodeMultisig, NATIVE_ASSET, type RecordWrite } from '@tos/state';
import { decodeBatch, encodeTransaction, type PackedBatch } from '@tos/transaction';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BlockExecutor, type BlockOutcome, createBlockExecutor } from '../src/index.ts';
import { accountKey, signature } from './block-parts.ts';
import { describeWrites, MapState } from './map-state.ts';

// What a block keeps of each step of a rule, when the transaction fails and when it does not. The test decides the steps of transaction i,
// so that no other part of a rule interferes.

const [ALICE, BOB] = [accountKey(0), accountKey(1)];
const GUARD = encodeMultisig({ threshold: 1, participants: [BOB] });
const OTHER_GUARD = encodeMultisig({ threshold: 1, participants: [accountKey(2)] });

type Step = 'credit 5' | 'debit 5' | 'debit 7' | 'set guard' | 'set other guard' | 'delete guard' | 'fail';

/** A rule by which transaction i does `steps[i]` to the balance and multisig of its sender. */
function ruleOf(steps: readonly (readonly Step[])[]): Rule {
  return {
    access(batch, i, out) {
      const source = out.overlay.intern(batch.bytes, batch.source[i]!);
      out.exclusive(out.overlay.nonceCell(source));
      // The order differs from that of the writes.
      out.exclusive(out.overlay.multisigCell(source));
      out.exclusive(out.overlay.balanceCell(source, 0));
    },
    moreAccess: () => undefined,
    check: () => ErrorCode.OK,
    apply(_, i, { access }, overlay) {
      const [, multisig, balance] = [0, 1, 2].map((at) => access.cells[access.start[i]! + at]!) as [
        number,
        number,
        number,
      ];
      for (const step of steps[i]!) {
        if (step === 'fail') return ErrorCode.OVERFLOW;
        if (step === 'credit 5') overlay.add(balance, 0, 5);
        else if (step === 'set guard') overlay.setRecord(multisig, GUARD);
        else if (step === 'set other guard') overlay.setRecord(multisig, OTHER_GUARD);
        else if (step === 'delete guard') overlay.setRecord(multisig, null);
        else overlay.sub(balance, 0, step === 'debit 5' ? 5 : 7);
      }
      return ErrorCode.OK;
    },
  };
}

/** Transactions of ALICE, one per list of steps. */
function packed(count: number): PackedBatch {
  return decodeBatch(
    Array.from({ length: count }, (_, i) =>
      encodeTransaction({
        version: 1,
        chainId: 3,
        source: ALICE,
        payload: { type: 'burn', asset: NATIVE_ASSET, amount: 1n },
        fee: 0n,
        feeType: 0,
        nonce: BigInt(i),
        reference: { hash: NATIVE_ASSET, topoheight: 0n },
        multisig: null,
        signature: signature(true),
      }),
    ),
  );
}

let executor: BlockExecutor;
beforeAll(() => {
  const verifierModule = new URL('./fixtures/injected-verifier.mjs', import.meta.url);
  executor = createBlockExecutor({ setting: 'sequential', verifierModule });
});
afterAll(() => executor.close());

async function writesOf(steps: readonly (readonly Step[])[], guard?: Uint8Array): Promise<readonly RecordWrite[]> {
  const state = new MapState();
  state.setNonce(ALICE, 0n);
  state.setBalance(ALICE, NATIVE_ASSET, 100n);
  if (guard !== undefined) state.setMultisig(ALICE, { threshold: 1, participants: [BOB] });
  const references = async ({ count }: PackedBatch) => new Uint8Array(count).fill(1);
  const context = { network: networks.devnet, topoheight: 1, state, references };
  const outcome: BlockOutcome = await executor.execute(packed(steps.length), context, {
    policy: 'build',
    rules: { 0: ruleOf(steps) },
  });
  if (outcome.refused !== null) throw new Error('refused');
  expect([...outcome.results.errors].map((error) => error !== 0)).toEqual(steps.map((some) => some.includes('fail')));
  return outcome.state.getModifiedRecords();
}

/** Checks that a block with failing transactions writes what it would write without them. */
async function expectSame(steps: readonly (readonly Step[])[], guard?: Uint8Array): Promise<void> {
  const kept = steps.filter((some) => !some.includes('fail'));
  expect(describeWrites(await writesOf(steps, guard))).toEqual(describeWrites(await writesOf(kept, guard)));
}

describe('of a failed transaction nothing stays', () => {
  test('neither amounts nor that its balances moved', async () => {
    await expectSame([['credit 5', 'debit 7', 'fail']]);
    await expectSame([['credit 5'], ['debit 7', 'fail']]);
    await expectSame([['debit 7', 'credit 5', 'credit 5', 'fail'], ['credit 5']]);
  });

  test('nor the balance that its last debit left', async () => {
    await expectSame([['credit 5', 'debit 7'], ['debit 5', 'fail'], ['credit 5']]);
  });

  test('nor records that it set, replaced or deleted', async () => {
    await expectSame([['set guard', 'fail']]);
    await expectSame([['set other guard', 'delete guard', 'fail']], GUARD);
    await expectSame([['set other guard'], ['delete guard', 'set guard', 'fail']], GUARD);
  });
});

describe('of a record, the block writes', () => {
  test('a deletion', async () => {
    expect((await writesOf([['delete guard']], GUARD)).map(({ value }) => value)).toEqual([null]);
  });

  test('nothing when it ends as it began', async () => {
    expect(await writesOf([[]], GUARD)).toEqual([]);
    expect(await writesOf([['set other guard'], ['set guard']], GUARD)).toEqual([]);
    expect(await writesOf([['set guard'], ['delete guard']])).toEqual([]);
  });

  test('balance before multisig, in whatever order they changed', async () => {
    const writes = await writesOf([['set guard'], ['credit 5']]);
    expect(writes.map(({ ref }) => ref.domain.name)).toEqual(['balance', 'multisig']);
  });
});
