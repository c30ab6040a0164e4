import { COIN } from '@tos/protocol';
import { expect, test } from 'vitest';
import { accounts } from '../../../../../../packages/chain/test/injected-devnet.ts';
import { addresses, InjectedRpcDevnet, transfers } from '../../../../test/injected-rpc-devnet.ts';

const nothing = { energy: 0n, frozen: 0n, freezes: [], delegations: [], pending_unfreezes: [] };

test('an account has the energy and the frozen coins of its freezes, in atomic units', async () => {
  const devnet = await InjectedRpcDevnet.open();
  const energyOf = (account: number) => devnet.call('get_energy', { address: addresses[account]! });
  expect(await energyOf(0)).toEqual(nothing);
  expect(await energyOf(6)).toEqual(nothing);
  await devnet.block([
    { from: 0, payload: { type: 'energy', variant: 'freeze_tos', amount: 2n * COIN, durationDays: 3 } },
    {
      from: 1,
      payload: {
        type: 'energy',
        variant: 'freeze_tos_delegate',
        delegatees: [{ delegatee: accounts[0]!, amount: 3n * COIN }],
        durationDays: 3,
      },
    },
  ]);
  const time = { frozen_at: 1n, unlocks_at: 31n, days: 3n };
  const own = { ...nothing, energy: 2n * 6n + 3n * 6n, frozen: 2n * COIN };
  expect(await energyOf(0)).toEqual({ ...own, freezes: [{ amount: 2n * COIN, energy: 12n, ...time }] });
  expect(await energyOf(1)).toEqual({
    ...nothing,
    frozen: 3n * COIN,
    delegations: [{ ...time, entries: [{ delegatee: addresses[0], amount: 3n * COIN, energy: 18n }] }],
  });
  for (let i = 1; i < 31; i++) await devnet.block();
  const unfreeze = { variant: 'unfreeze_tos', fromDelegation: false, recordIndex: null, delegatee: null } as const;
  await devnet.block([{ from: 0, payload: { type: 'energy', ...unfreeze, amount: COIN } }]);
  expect(await energyOf(0)).toMatchObject({
    freezes: [{ amount: COIN, energy: 6n }],
    pending_unfreezes: [{ amount: COIN, expires_at: expect.any(BigInt) }],
  });
});

test('a name leads to its owner and back, in whatever letters', async () => {
  const devnet = await InjectedRpcDevnet.open();
  const [owner, other] = addresses;
  expect(await devnet.call('get_name', { address: owner! })).toBe(null);
  await devnet.block([
    { from: 0, payload: { type: 'register_name', name: 'Kay.Lee' }, fee: 10_000_000n },
    { from: 1, payload: transfers(2, 1n) },
  ]);
  expect(await devnet.call('get_name', { address: owner! })).toBe('kay.lee');
  expect(await devnet.call('get_name', { address: other! })).toBe(null);
  for (const name of ['kay.lee', 'KAY.LEE', 'kAy.lEe']) {
    expect(await devnet.call('resolve_name', { name })).toBe(owner);
  }
  // The last but one begins with the sign of Kelvin, whose small letter is k.
  for (const name of ['', 'kay', 'kay.lee.', '\u212aay.lee', '\ud800']) {
    expect(await devnet.call('resolve_name', { name }), name).toBe(null);
  }
  await expect(devnet.call('resolve_name', { name: 'a'.repeat(256) })).rejects.toMatchObject({ code: -32602n });
});
