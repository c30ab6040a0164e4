import { encodeAddress } from '@tos/crypto';
import { COIN } from '@tos/protocol';
import { decodeFrozen, decodeU64Record, energyRef, frozenRef, NOTHING_FROZEN } from '@tos/state';
import { z } from 'zod';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { addressParam } from '../../schemas/params.ts';
import { addressText, safeInteger, u64Number } from '../../schemas/result-values.ts';

const time = { frozen_at: u64Number, unlocks_at: u64Number, days: safeInteger };

/** The original's daemon has no such method. */
export const getEnergy: RpcMethod = defineParamsMethod({
  name: 'get_energy',
  summary:
    'Returns the energy of an address, and the TOS that it froze for itself and for others or has unfrozen, in atomic units; zeros where there is none.',
  params: { address: addressParam },
  result: z.strictObject({
    energy: u64Number,
    frozen: u64Number,
    freezes: z.array(z.strictObject({ amount: u64Number, energy: u64Number, ...time })),
    delegations: z.array(
      z.strictObject({
        ...time,
        entries: z.array(z.strictObject({ delegatee: addressText, amount: u64Number, energy: u64Number })),
      }),
    ),
    pending_unfreezes: z.array(z.strictObject({ amount: u64Number, expires_at: u64Number })),
  }),
  async call({ address }, { chain, storage }) {
    const [energy, frozen] = await storage.readMany([energyRef(address), frozenRef(address)]);
    const { total, freezes, delegations, pending } =
      frozen?.value == null ? NOTHING_FROZEN : decodeFrozen(frozen.value);
    return {
      energy: energy?.value == null ? 0n : decodeU64Record(energy.value),
      frozen: total * COIN,
      freezes: freezes.map(({ amount, energy, ...rest }) => ({ amount: amount * COIN, energy, ...timeJson(rest) })),
      delegations: delegations.map(({ entries, ...rest }) => ({
        ...timeJson(rest),
        entries: entries.map(({ delegatee, amount, energy }) => ({
          delegatee: encodeAddress(delegatee, chain.network),
          amount: amount * COIN,
          energy,
        })),
      })),
      pending_unfreezes: pending.map(({ amount, expiresAt }) => ({ amount: amount * COIN, expires_at: expiresAt })),
    };
  },
});

function timeJson({ frozenAt, unlocksAt, days }: { frozenAt: bigint; unlocksAt: bigint; days: number }): {
  frozen_at: bigint;
  unlocks_at: bigint;
  days: number;
} {
  return { frozen_at: frozenAt, unlocks_at: unlocksAt, days };
}
