import { MAX_TRANSACTION_SIZE, Opcode } from '@tos/protocol';
import { z } from 'zod';
import { readU32 } from '../big-endian.ts';
import { hexJson, u64Json } from '../json-fields.ts';
import { type Deposit, depositsJson, readDeposits, walkDeposits, writeDeposits } from './deposits.ts';
import type { TypeCodec } from './type-codec.ts';

/** The call of a new contract's constructor. */
export interface ConstructorCall {
  /** u64. */
  readonly maxGas: bigint;
  /** Up to 255, one an asset. */
  readonly deposits: readonly Deposit[];
}

/** Puts a contract on the chain. */
export interface DeployContractPayload {
  readonly type: 'deploy_contract';
  /** An ELF file: at least its 4 magic bytes, at most what the transaction has room for. */
  readonly module: Uint8Array;
  /** Null when there is no constructor to call. */
  readonly invoke: ConstructorCall | null;
}

/** First bytes of every ELF file: 7f, "ELF". */
const ELF_MAGIC = 0x7f454c46;

// The original's limit of 10 MiB is above that of the whole transaction, which is checked for every type.
const deployContractJson = z.strictObject({
  payload: z.strictObject({
    module: hexJson(4, MAX_TRANSACTION_SIZE).refine(
      (module) => readU32(module, 0) === ELF_MAGIC,
      'expected the first bytes 7f454c46',
    ),
    invoke: z.strictObject({ max_gas: u64Json, deposits: depositsJson }).nullable().exactOptional(),
  }),
});

/** On the wire: length 4, module, Option{gas 8, deposits}. */
export const deployContract: TypeCodec<DeployContractPayload> = {
  opcode: Opcode.DEPLOY_CONTRACT,
  type: 'deploy_contract',
  walk(reader) {
    const length = reader.u32();
    const at = reader.skip(length);
    if (length < 4 || readU32(reader.source, at) !== ELF_MAGIC) reader.fail('a module is an ELF file', -length);
    if (!reader.bool()) return;
    reader.skip(8);
    walkDeposits(reader);
  },
  read(reader) {
    const module = reader.bytes(reader.u32());
    const invoke = reader.bool() ? { maxGas: reader.u64(), deposits: readDeposits(reader) } : null;
    return { type: 'deploy_contract', module, invoke };
  },
  write(writer, { module, invoke }) {
    writer.sized(module, 4, 'module');
    writer.option(invoke, 'invoke', (call) =>
      writer.object(call, 'invoke', ({ maxGas, deposits }) => {
        writer.u64(maxGas, 'maxGas');
        writeDeposits(writer, deposits);
      }),
    );
  },
  json: z.codec(deployContractJson, z.custom<DeployContractPayload>(), {
    decode: ({ payload: { module, invoke = null } }): DeployContractPayload => ({
      type: 'deploy_contract',
      module,
      invoke: invoke === null ? null : { maxGas: invoke.max_gas, deposits: invoke.deposits ?? [] },
    }),
    encode: ({ module, invoke }) => ({
      payload: { module, invoke: invoke === null ? null : { max_gas: invoke.maxGas, deposits: invoke.deposits } },
    }),
  }),
};
