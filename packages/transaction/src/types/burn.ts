import { Opcode } from '@tos/protocol';
import { bytes, type RecordField, record, u64 } from '../fields/index.ts';
import { type DefinedType, defineType, type FieldsOf } from './define-type.ts';

/** Destroys coins of the sender. */
export interface BurnPayload {
  readonly type: 'burn';
  /** 32 bytes; all zero is TOS. */
  readonly asset: Uint8Array;
  /** u64, atomic units. */
  readonly amount: bigint;
}

export const burnFields: RecordField<FieldsOf<BurnPayload>> = record({ asset: bytes(32), amount: u64 });

export const burn: DefinedType<BurnPayload> = defineType({ opcode: Opcode.BURN, type: 'burn', payload: burnFields });
