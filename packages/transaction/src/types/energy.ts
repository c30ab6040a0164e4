import { Opcode } from '@tos/protocol';
import {
  bool,
  bytes,
  jsonNamed,
  type ListField,
  list,
  type OptionField,
  option,
  type RecordField,
  record,
  u32,
  u32Between,
  u64,
  variants,
} from '../fields/index.ts';
import { type DefinedType, defineType, type FieldsOf } from './define-type.ts';

/** First byte of the payload. Source: docs/protocol.md §2.2. */
export const EnergyVariant = { FREEZE_TOS: 0, FREEZE_TOS_DELEGATE: 1, UNFREEZE_TOS: 2, WITHDRAW_UNFROZEN: 3 } as const;

export type EnergyVariant = (typeof EnergyVariant)[keyof typeof EnergyVariant];

/** A delegatee, and the amount that is frozen for it. */
export interface DelegatedAmount {
  /** Key, 32 bytes. */
  readonly delegatee: Uint8Array;
  /** u64, atomic units. */
  readonly amount: bigint;
}

/** Freezes coins of the sender, which gives the sender energy. */
export interface FreezeTosPayload {
  readonly type: 'energy';
  readonly variant: 'freeze_tos';
  /** u64, atomic units. */
  readonly amount: bigint;
  /** 3 to 365. */
  readonly durationDays: number;
}

/** Freezes coins of the sender, which gives others energy. */
export interface FreezeTosDelegatePayload {
  readonly type: 'energy';
  readonly variant: 'freeze_tos_delegate';
  /** Up to 500. */
  readonly delegatees: readonly DelegatedAmount[];
  /** 3 to 365. */
  readonly durationDays: number;
}

/** Unfreezes coins, which can be withdrawn some days later. */
export interface UnfreezeTosPayload {
  readonly type: 'energy';
  readonly variant: 'unfreeze_tos';
  /** u64, atomic units. */
  readonly amount: bigint;
  /** True for coins that were frozen for others. */
  readonly fromDelegation: boolean;
  /** Index of the freeze or delegation, u32; null for the oldest. */
  readonly recordIndex: number | null;
  /** Key of the account that had the energy, 32 bytes. */
  readonly delegatee: Uint8Array | null;
}

/** Returns all coins to the sender's balance that were unfrozen long enough ago. */
export interface WithdrawUnfrozenPayload {
  readonly type: 'energy';
  readonly variant: 'withdraw_unfrozen';
}

export type EnergyPayload = FreezeTosPayload | FreezeTosDelegatePayload | UnfreezeTosPayload | WithdrawUnfrozenPayload;

const durationDays = u32Between(3, 365, 'days');

export const delegatedAmountFields: RecordField<DelegatedAmount> = record({ delegatee: bytes(32), amount: u64 });
export const delegateesField: ListField<DelegatedAmount> = list(delegatedAmountFields, {
  count: 8,
  max: 500,
  what: 'delegatees',
});
export const recordIndexField: OptionField<number> = option(u32);
export const delegateeField: OptionField<Uint8Array> = option(bytes(32));

export const freezeTosFields: RecordField<FieldsOf<FreezeTosPayload>> = record({ amount: u64, durationDays });
export const freezeTosDelegateFields: RecordField<FieldsOf<FreezeTosDelegatePayload>> = record({
  delegatees: delegateesField,
  durationDays,
});
export const unfreezeTosFields: RecordField<FieldsOf<UnfreezeTosPayload>> = record({
  amount: u64,
  fromDelegation: bool,
  recordIndex: recordIndexField,
  delegatee: jsonNamed(delegateeField, 'delegatee_address'),
});
const withdrawUnfrozenFields: RecordField<FieldsOf<WithdrawUnfrozenPayload>> = record({});

export const energy: DefinedType<EnergyPayload> = defineType({
  opcode: Opcode.ENERGY,
  type: 'energy',
  payload: variants(
    {
      what: 'energy',
      codes: EnergyVariant,
      // In JSON all variants have all members, in one order.
      jsonOfAll: {
        amount: null,
        duration_days: null,
        delegatees: [],
        from_delegation: null,
        record_index: null,
        delegatee_address: null,
      },
    },
    {
      freeze_tos: freezeTosFields,
      freeze_tos_delegate: freezeTosDelegateFields,
      unfreeze_tos: unfreezeTosFields,
      withdraw_unfrozen: withdrawUnfrozenFields,
    },
  ),
});
