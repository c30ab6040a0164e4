import { MAX_TRANSACTION_SIZE, Opcode } from '@tos/protocol';
import { readU32 } from '../big-endian.ts';
import { type Field, type OptionField, option, type RecordField, record, sizedBytes, u64 } from '../fields/index.ts';
import { type DefinedType, defineType } from './define-type.ts';
import { type Deposit, deposits } from './deposits.ts';

/** The call of a new contract's constructor. */
export interface ConstructorCall {
  /** u64. */
  readonly maxGas: bigint;
  /** Up to 255, one per asset. */
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
/** Bytes of the length before a module. */
export const MODULE_LENGTH_SIZE = 4;

// The original's limit of 10 MiB is above that of the whole transaction, which is checked for every type.
const anyModule = sizedBytes({ length: MODULE_LENGTH_SIZE, min: 4, max: MAX_TRANSACTION_SIZE, what: 'a module' });

const module: Field<Uint8Array> = {
  ...anyModule,
  walk(reader) {
    const length = reader.u32();
    const at = reader.skip(length);
    if (length < 4 || readU32(reader.source, at) !== ELF_MAGIC) reader.fail('a module is an ELF file', -length);
  },
  json: (make) =>
    anyModule.json(make).refine((bytes) => readU32(bytes, 0) === ELF_MAGIC, 'expected the first bytes 7f454c46'),
  rows: (name) => [{ name, bytes: `${MODULE_LENGTH_SIZE} + n`, limits: 'an ELF file: begins with 7f454c46' }],
};

export const constructorCallFields: RecordField<ConstructorCall> = record({ maxGas: u64, deposits });

export const constructorCall: OptionField<ConstructorCall> = option(constructorCallFields);

export const deployContract: DefinedType<DeployContractPayload> = defineType({
  opcode: Opcode.DEPLOY_CONTRACT,
  type: 'deploy_contract',
  payload: record({ module, invoke: constructorCall }),
});
