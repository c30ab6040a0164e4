import { Opcode } from '@tos/protocol';
import { z } from 'zod';
import { hexJson, integerJson, u32Json, u64Json } from '../json-fields.ts';
import type { WireReader } from '../wire-reader.ts';
import { optionalKeyJson, readOptionalKey, walkOptionalKey, writeOptionalKey } from './optional-key.ts';
import type { TypeCodec } from './type-codec.ts';

/** First byte of the payload. Source: docs/protocol.md §2.2. */
export const EnergyVariant = { FREEZE_TOS: 0, FREEZE_TOS_DELEGATE: 1, UNFREEZE_TOS: 2, WITHDRAW_UNFROZEN: 3 } as const;

export type EnergyVariant = (typeof EnergyVariant)[keyof typeof EnergyVariant];

/** Who gets the energy of how much. */
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

/** Lets go of frozen coins, which can be withdrawn some days later. */
export interface UnfreezeTosPayload {
  readonly type: 'energy';
  readonly variant: 'unfreeze_tos';
  /** u64, atomic units. */
  readonly amount: bigint;
  /** True for coins that were frozen for others. */
  readonly fromDelegation: boolean;
  /** u32: which record, null for the oldest ones. */
  readonly recordIndex: number | null;
  /** Key, 32 bytes: whose energy it was. */
  readonly delegatee: Uint8Array | null;
}

/** Gives back all that was unfrozen long enough ago. */
export interface WithdrawUnfrozenPayload {
  readonly type: 'energy';
  readonly variant: 'withdraw_unfrozen';
}

export type EnergyPayload = FreezeTosPayload | FreezeTosDelegatePayload | UnfreezeTosPayload | WithdrawUnfrozenPayload;

export const MIN_FREEZE_DAYS = 3;
export const MAX_FREEZE_DAYS = 365;
export const MAX_DELEGATEES = 500;
/** Key 32, amount 8. */
export const DELEGATION_SIZE = 40;

const durationJson = integerJson(MIN_FREEZE_DAYS, MAX_FREEZE_DAYS);
const unused = z.null().exactOptional();
const noDelegatees = z.array(z.never()).max(0).exactOptional();
// All variants have all members.
const energyJson = z.strictObject({
  payload: z.discriminatedUnion('variant', [
    z.strictObject({
      variant: z.literal('freeze_tos'),
      amount: u64Json,
      duration_days: durationJson,
      delegatees: noDelegatees,
      from_delegation: unused,
      record_index: unused,
      delegatee_address: unused,
    }),
    z.strictObject({
      variant: z.literal('freeze_tos_delegate'),
      amount: unused,
      duration_days: durationJson,
      delegatees: z.array(z.strictObject({ delegatee: hexJson(32), amount: u64Json })).max(MAX_DELEGATEES),
      from_delegation: unused,
      record_index: unused,
      delegatee_address: unused,
    }),
    z.strictObject({
      variant: z.literal('unfreeze_tos'),
      amount: u64Json,
      duration_days: unused,
      delegatees: noDelegatees,
      from_delegation: z.boolean(),
      record_index: u32Json.nullable().exactOptional(),
      delegatee_address: optionalKeyJson,
    }),
    z.strictObject({
      variant: z.literal('withdraw_unfrozen'),
      amount: unused,
      duration_days: unused,
      delegatees: noDelegatees,
      from_delegation: unused,
      record_index: unused,
      delegatee_address: unused,
    }),
  ]),
});

/**
 * On the wire: variant 1, then for freeze_tos: amount 8, days 4; freeze_tos_delegate: count 8, for each key 32, amount 8, then
 * days 4; unfreeze_tos: amount 8, from delegation 1, Option{record 4}, Option{key 32}; withdraw_unfrozen: nothing.
 */
export const energy: TypeCodec<EnergyPayload> = {
  opcode: Opcode.ENERGY,
  type: 'energy',
  walk(reader) {
    const variant = reader.u8();
    switch (variant) {
      case EnergyVariant.FREEZE_TOS:
        reader.skip(8);
        walkDuration(reader);
        break;
      case EnergyVariant.FREEZE_TOS_DELEGATE: {
        const high = reader.u32();
        const count = reader.u32();
        if (high > 0 || count > MAX_DELEGATEES) reader.fail(`at most ${MAX_DELEGATEES} delegatees`, -8);
        reader.skip(count * DELEGATION_SIZE);
        walkDuration(reader);
        break;
      }
      case EnergyVariant.UNFREEZE_TOS:
        reader.skip(8);
        reader.bool();
        if (reader.bool()) reader.skip(4);
        walkOptionalKey(reader);
        break;
      case EnergyVariant.WITHDRAW_UNFROZEN:
        break;
      default:
        reader.fail(`energy variant ${variant} does not exist`, -1);
    }
  },
  read(reader) {
    switch (reader.u8()) {
      case EnergyVariant.FREEZE_TOS:
        return { type: 'energy', variant: 'freeze_tos', amount: reader.u64(), durationDays: reader.u32() };
      case EnergyVariant.FREEZE_TOS_DELEGATE: {
        const delegatees = Array.from({ length: Number(reader.u64()) }, () => ({
          delegatee: reader.bytes(32),
          amount: reader.u64(),
        }));
        return { type: 'energy', variant: 'freeze_tos_delegate', delegatees, durationDays: reader.u32() };
      }
      case EnergyVariant.UNFREEZE_TOS:
        return {
          type: 'energy',
          variant: 'unfreeze_tos',
          amount: reader.u64(),
          fromDelegation: reader.bool(),
          recordIndex: reader.bool() ? reader.u32() : null,
          delegatee: readOptionalKey(reader),
        };
      default:
        return { type: 'energy', variant: 'withdraw_unfrozen' };
    }
  },
  write(writer, payload) {
    const { variant } = payload;
    switch (payload.variant) {
      case 'freeze_tos':
        writer.u8(EnergyVariant.FREEZE_TOS);
        writer.u64(payload.amount, 'amount');
        writer.u32(payload.durationDays, 'durationDays');
        break;
      case 'freeze_tos_delegate':
        writer.u8(EnergyVariant.FREEZE_TOS_DELEGATE);
        writer.list(payload.delegatees, 8, 'delegatees', (delegation) =>
          writer.object(delegation, '', ({ delegatee, amount }) => {
            writer.fixed(delegatee, 32, 'delegatee');
            writer.u64(amount, 'amount');
          }),
        );
        writer.u32(payload.durationDays, 'durationDays');
        break;
      case 'unfreeze_tos':
        writer.u8(EnergyVariant.UNFREEZE_TOS);
        writer.u64(payload.amount, 'amount');
        writer.bool(payload.fromDelegation, 'fromDelegation');
        writer.option(payload.recordIndex, 'recordIndex', (index) => writer.u32(index, 'recordIndex'));
        writeOptionalKey(writer, payload.delegatee, 'delegatee');
        break;
      case 'withdraw_unfrozen':
        writer.u8(EnergyVariant.WITHDRAW_UNFROZEN);
        break;
      default:
        throw writer.refuse('variant', 'a variant of energy transactions', variant);
    }
  },
  json: z.codec(energyJson, z.custom<EnergyPayload>(), { decode: fromJson, encode: toJson }),
};

function fromJson({ payload }: z.output<typeof energyJson>): EnergyPayload {
  switch (payload.variant) {
    case 'freeze_tos':
      return { type: 'energy', variant: 'freeze_tos', amount: payload.amount, durationDays: payload.duration_days };
    case 'freeze_tos_delegate': {
      const { delegatees, duration_days } = payload;
      return { type: 'energy', variant: 'freeze_tos_delegate', delegatees, durationDays: duration_days };
    }
    case 'unfreeze_tos': {
      const { amount, from_delegation, record_index = null, delegatee_address = null } = payload;
      return {
        type: 'energy',
        variant: 'unfreeze_tos',
        amount,
        fromDelegation: from_delegation,
        recordIndex: record_index,
        delegatee: delegatee_address,
      };
    }
    case 'withdraw_unfrozen':
      return { type: 'energy', variant: 'withdraw_unfrozen' };
  }
}

function toJson(payload: EnergyPayload): z.output<typeof energyJson> {
  const noUnfreeze = { from_delegation: null, record_index: null, delegatee_address: null };
  switch (payload.variant) {
    case 'freeze_tos': {
      const { variant, amount, durationDays } = payload;
      return { payload: { variant, amount, duration_days: durationDays, delegatees: [], ...noUnfreeze } };
    }
    case 'freeze_tos_delegate': {
      const { variant, delegatees, durationDays } = payload;
      return {
        payload: { variant, amount: null, duration_days: durationDays, delegatees: [...delegatees], ...noUnfreeze },
      };
    }
    case 'unfreeze_tos': {
      const { variant, amount, fromDelegation, recordIndex, delegatee } = payload;
      const own = { from_delegation: fromDelegation, record_index: recordIndex, delegatee_address: delegatee };
      return { payload: { variant, amount, duration_days: null, delegatees: [], ...own } };
    }
    case 'withdraw_unfrozen':
      return {
        payload: { variant: payload.variant, amount: null, duration_days: null, delegatees: [], ...noUnfreeze },
      };
  }
}

function walkDuration(reader: WireReader): void {
  const days = reader.u32();
  if (days < MIN_FREEZE_DAYS || days > MAX_FREEZE_DAYS) {
    reader.fail(`${MIN_FREEZE_DAYS} to ${MAX_FREEZE_DAYS} days, not ${days}`, -4);
  }
}
