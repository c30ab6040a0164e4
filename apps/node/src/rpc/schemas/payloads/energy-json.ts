import type { EnergyPayload } from '@tos/transaction';
import { z } from 'zod';
import { byteList32, safeInteger, u64Number } from '../result-values.ts';

/** Of freezing and unfreezing; keys are lists of bytes, amounts are in atomic units. */
export type EnergyJson =
  | { FreezeTos: { amount: bigint; duration: { days: number } } }
  | { FreezeTosDelegate: { delegatees: { delegatee: number[]; amount: bigint }[]; duration: { days: number } } }
  | {
      UnfreezeTos: {
        amount: bigint;
        from_delegation: boolean;
        record_index: number | null;
        delegatee_address: number[] | null;
      };
    }
  | 'WithdrawUnfrozen';

const duration = z.strictObject({ days: safeInteger });

export const energyJson: z.ZodType<EnergyJson, EnergyJson> = z.union([
  z.strictObject({ FreezeTos: z.strictObject({ amount: u64Number, duration }) }),
  z.strictObject({
    FreezeTosDelegate: z.strictObject({
      delegatees: z.array(z.strictObject({ delegatee: byteList32, amount: u64Number })),
      duration,
    }),
  }),
  z.strictObject({
    UnfreezeTos: z.strictObject({
      amount: u64Number,
      from_delegation: z.boolean(),
      record_index: safeInteger.nullable(),
      delegatee_address: byteList32.nullable(),
    }),
  }),
  z.literal('WithdrawUnfrozen'),
]);

export function toEnergyJson(payload: EnergyPayload): EnergyJson {
  switch (payload.variant) {
    case 'freeze_tos':
      return { FreezeTos: { amount: payload.amount, duration: { days: payload.durationDays } } };
    case 'freeze_tos_delegate':
      return {
        FreezeTosDelegate: {
          delegatees: payload.delegatees.map(({ delegatee, amount }) => ({ delegatee: Array.from(delegatee), amount })),
          duration: { days: payload.durationDays },
        },
      };
    case 'unfreeze_tos':
      return {
        UnfreezeTos: {
          amount: payload.amount,
          from_delegation: payload.fromDelegation,
          record_index: payload.recordIndex,
          delegatee_address: payload.delegatee && Array.from(payload.delegatee),
        },
      };
    case 'withdraw_unfrozen':
      return 'WithdrawUnfrozen';
  }
}
