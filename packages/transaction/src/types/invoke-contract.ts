import { Opcode } from '@tos/protocol';
import { z } from 'zod';
import { hexJson, u16Json, u64Json } from '../json-fields.ts';
import { type Deposit, depositsJson, readDeposits, walkDeposits, writeDeposits } from './deposits.ts';
import type { TypeCodec } from './type-codec.ts';
import { readValueCell, type ValueCell, valueCellJson, walkValueCell, writeValueCell } from './value-cell.ts';

/** Calls a contract. */
export interface InvokeContractPayload {
  readonly type: 'invoke_contract';
  /** 32 bytes. */
  readonly contract: Uint8Array;
  /** Up to 255, one an asset. */
  readonly deposits: readonly Deposit[];
  /** Which of the contract's entries, u16. */
  readonly entryId: number;
  /** u64. */
  readonly maxGas: bigint;
  /** Up to 255. */
  readonly parameters: readonly ValueCell[];
}

/** The count has one byte. */
export const MAX_PARAMETERS = 255;

const invokeContractJson = z.strictObject({
  payload: z.strictObject({
    contract: hexJson(32),
    deposits: depositsJson,
    entry_id: u16Json,
    max_gas: u64Json,
    parameters: z.array(valueCellJson).max(MAX_PARAMETERS).exactOptional(),
  }),
});

/** On the wire: contract 32, deposits, entry 2, gas 8, count 1, value cells. */
export const invokeContract: TypeCodec<InvokeContractPayload> = {
  opcode: Opcode.INVOKE_CONTRACT,
  type: 'invoke_contract',
  walk(reader) {
    reader.skip(32);
    walkDeposits(reader);
    reader.skip(10);
    for (let left = reader.u8(); left > 0; left--) walkValueCell(reader);
  },
  read(reader) {
    return {
      type: 'invoke_contract',
      contract: reader.bytes(32),
      deposits: readDeposits(reader),
      entryId: reader.u16(),
      maxGas: reader.u64(),
      parameters: Array.from({ length: reader.u8() }, () => readValueCell(reader)),
    };
  },
  write(writer, { contract, deposits, entryId, maxGas, parameters }) {
    writer.fixed(contract, 32, 'contract');
    writeDeposits(writer, deposits);
    writer.u16(entryId, 'entryId');
    writer.u64(maxGas, 'maxGas');
    writer.list(parameters, 1, 'parameters', (parameter) => writeValueCell(writer, parameter));
  },
  json: z.codec(invokeContractJson, z.custom<InvokeContractPayload>(), {
    decode: ({ payload: { contract, deposits = [], entry_id, max_gas, parameters = [] } }): InvokeContractPayload => ({
      type: 'invoke_contract',
      contract,
      deposits,
      entryId: entry_id,
      maxGas: max_gas,
      parameters,
    }),
    encode: ({ contract, deposits, entryId, maxGas, parameters }) => ({
      payload: { contract, deposits, entry_id: entryId, max_gas: maxGas, parameters: [...parameters] },
    }),
  }),
};
