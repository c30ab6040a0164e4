import { expect, test, vi } from 'vitest';
import { alice, batch, bob, transfer } from '../test/devnet.ts';
import { acceptableReferences } from './references.ts';

const hashOf = (topoheight: number) => new Uint8Array(32).fill(topoheight + 1);
const head = 9;

function index() {
  return vi.fn(async (topoheights: readonly number[]) =>
    topoheights.map((topoheight) => (topoheight <= head ? hashOf(topoheight) : undefined)),
  );
}

function referring(...references: { hash: Uint8Array; topoheight: number | bigint }[]) {
  return batch(
    ...references.map((reference) => transfer({ from: alice, to: bob.publicKey, amount: 1n, nonce: 0n, reference })),
  );
}

test('one verdict for each reason', async () => {
  const hashesAt = index();
  const cases = {
    'the head': [{ hash: hashOf(9), topoheight: 9 }, 1],
    'the last that pruning left': [{ hash: hashOf(3), topoheight: 3 }, 1],
    pruned: [{ hash: hashOf(2), topoheight: 2 }, 0],
    'above the head': [{ hash: hashOf(10), topoheight: 10 }, 0],
    'another hash': [{ hash: hashOf(8), topoheight: 9 }, 0],
    'zero hash': [{ hash: new Uint8Array(32), topoheight: 9 }, 0],
    zero: [{ hash: new Uint8Array(32), topoheight: 0 }, 0],
    'no safe integer': [{ hash: hashOf(9), topoheight: 2n ** 53n }, 0],
    'the low half alone would match': [{ hash: hashOf(9), topoheight: 2n ** 32n + 9n }, 0],
    'greatest u64': [{ hash: hashOf(9), topoheight: 2n ** 64n - 1n }, 0],
  } as const;
  const transactions = referring(...Object.values(cases).map(([reference]) => reference));
  const acceptable = await acceptableReferences(transactions, { head, prunedBelow: 3 }, { hashesAt });
  const verdicts = Object.fromEntries(Object.keys(cases).map((name, i) => [name, acceptable[i]]));
  expect(verdicts).toEqual(Object.fromEntries(Object.entries(cases).map(([name, [, verdict]]) => [name, verdict])));
  expect(hashesAt.mock.calls).toEqual([[[9, 3]]]);
});

test('reads nothing when no reference can match', async () => {
  const hashesAt = index();
  const transactions = referring({ hash: hashOf(9), topoheight: 11 });
  expect(await acceptableReferences(transactions, { head, prunedBelow: 0 }, { hashesAt })).toEqual(Uint8Array.of(0));
  expect(await acceptableReferences(batch(), { head, prunedBelow: 0 }, { hashesAt })).toEqual(new Uint8Array(0));
  expect(hashesAt).not.toHaveBeenCalled();
});
