import { Opcode } from '@tos/protocol';
import { bytes, list, type RecordField, record, u16, u64 } from '../fields/index.ts';
import { type DefinedType, defineType, type FieldsOf } from './define-type.ts';
import { type Deposit, deposits } from './deposits.ts';
import type { ValueCell } from './value-cell.ts';
import { valueCell } from './value-cell-field.ts';

/** Calls a contract. */
export interface InvokeContractPayload {
  readonly type: 'invoke_contract';
  /** 32 bytes. */
  readonly contract: Uint8Array;
  /** Up to 255, one per asset. */
  readonly deposits: readonly Deposit[];
  /** Which of the contract's entries, u16. */
  readonly entryId: number;
  /** u64. */
  readonly maxGas: bigint;
  /** Up to 255. */
  readonly parameters: readonly ValueCell[];
}

export const invokeContractFields: RecordField<FieldsOf<InvokeContractPayload>> = record({
  contract: bytes(32),
  deposits,
  entryId: u16,
  maxGas: u64,
  parameters: list(valueCell, { count: 1, max: 255, what: 'parameters', mayBeAbsent: true }),
});

export const invokeContract: DefinedType<InvokeContractPayload> = defineType({
  opcode: Opcode.INVOKE_CONTRACT,
  type: 'invoke_contract',
  payload: invokeContractFields,
});
