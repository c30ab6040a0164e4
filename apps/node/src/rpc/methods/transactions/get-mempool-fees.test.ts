import { expect, test } from 'vitest';
import { accounts, wireWith } from '../../../../../../packages/chain/test/injected-devnet.ts';
import { openMethodDevnet } from '../../../../test/method-devnet.ts';
import { stepBelow } from './get-mempool-fees.ts';

test('a step is the greatest of 0, 1, 2, 5, 10, 20, 50, ... that is not above the rate', () => {
  const steps = [
    0n,
    ...Array.from({ length: 21 }, (_, i) => [1n, 2n, 5n].map((digit) => digit * 10n ** BigInt(i))).flat(),
  ];
  const rates = steps.flatMap((step) => [step, step + 1n, step === 0n ? 0n : step - 1n]);
  for (const rate of rates) {
    const expected = steps.filter((step) => step <= rate).at(-1);
    if (rate <= 10n ** 20n) expect(stepBelow(rate), String(rate)).toBe(expected);
  }
});

test('what waits is counted by its fee, the highest first', async () => {
  const devnet = await openMethodDevnet();
  expect(await devnet.call('get_mempool_fees')).toEqual({ total: 0n, bytes: 0n, fees: [] });
  const send = (from: number, fee: bigint): Uint8Array =>
    wireWith(
      {
        from,
        nonce: 0n,
        fee,
        payload: {
          type: 'transfers',
          transfers: [{ asset: new Uint8Array(32), destination: accounts[5]!, amount: 1n, extraData: null }],
        },
      },
      devnet.chain.head,
    );
  const wires = [send(0, 50_000n), send(1, 50_001n), send(2, 900_000n)];
  for (const wire of wires) await devnet.mempool.add(wire);
  const size = BigInt(wires[0]!.length);
  expect(await devnet.call('get_mempool_fees')).toEqual({
    total: 3n,
    bytes: 3n * size,
    fees: [
      { fee_per_kib: stepBelow((900_000n * 1024n) / size), transactions: 1n, bytes: size },
      { fee_per_kib: stepBelow((50_000n * 1024n) / size), transactions: 2n, bytes: 2n * size },
    ],
  });
});
