import { REFERENCE_WINDOW } from '@tos/protocol';
import { expect, test, vi } from 'vitest';
import { alice, batch, bob, transfer } from '../../test/devnet.ts';
import { acceptableReferences } from './references.ts';

const hashOf = (topoheight: number) => Uint8Array.from({ length: 32 }, (_, i) => (topoheight >> (i % 16)) + 1);
const head = REFERENCE_WINDOW + 9;

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
    'the head': [{ hash: hashOf(head), topoheight: head }, 1],
    'the last in the window': [{ hash: hashOf(9), topoheight: 9 }, 1],
    'below the window': [{ hash: hashOf(8), topoheight: 8 }, 0],
    'the genesis': [{ hash: hashOf(0), topoheight: 0 }, 0],
    'above the head': [{ hash: hashOf(head + 1), topoheight: head + 1 }, 0],
    'another hash': [{ hash: hashOf(head - 1), topoheight: head }, 0],
    'zero hash': [{ hash: new Uint8Array(32), topoheight: head }, 0],
    zero: [{ hash: new Uint8Array(32), topoheight: 0 }, 0],
    'no safe integer': [{ hash: hashOf(head), topoheight: 2n ** 53n }, 0],
    'the low half alone would match': [{ hash: hashOf(head), topoheight: 2n ** 32n + BigInt(head) }, 0],
    'greatest u64': [{ hash: hashOf(head), topoheight: 2n ** 64n - 1n }, 0],
  } as const;
  const transactions = referring(...Object.values(cases).map(([reference]) => reference));
  const acceptable = await acceptableReferences(transactions, { head }, { hashesAt });
  const verdicts = Object.fromEntries(Object.keys(cases).map((name, i) => [name, acceptable[i]]));
  expect(verdicts).toEqual(Object.fromEntries(Object.entries(cases).map(([name, [, verdict]]) => [name, verdict])));
  expect(hashesAt.mock.calls).toEqual([[[head, 9]]]);
});

test('reads nothing when no reference can match', async () => {
  const hashesAt = index();
  const transactions = referring({ hash: hashOf(head), topoheight: head + 2 });
  expect(await acceptableReferences(transactions, { head }, { hashesAt })).toEqual(Uint8Array.of(0));
  expect(await acceptableReferences(batch(), { head }, { hashesAt })).toEqual(new Uint8Array(0));
  expect(hashesAt).not.toHaveBeenCalled();
});
