import { RLP } from '@ethereumjs/rlp';
import { Address, bigIntToUnpaddedBytes, bytesToBigInt } from '@ethereumjs/util';
import type { RunTxResult } from '@ethereumjs/vm';
import { bytesOf, listOf } from './transaction-fields.ts';

/** What a task is told. */
export interface EvmInput {
  /** RLP of the block's header. */
  readonly header: Uint8Array;
  /** 20 bytes; absent where the task is to recover it from the signature. */
  readonly sender: Uint8Array | undefined;
  /** The signed transaction as it is sent around. */
  readonly transaction: Uint8Array;
  /** Accounts whose balance it only adds to. */
  readonly addedTo: readonly string[];
}

/** What a task tells: the receipt but for the gas used by the transactions before. */
export interface EvmOutput {
  readonly gasUsed: bigint;
  readonly status: 0 | 1;
  readonly bloom: Uint8Array;
  readonly logs: Log[];
}

export type Log = [address: Uint8Array, topics: Uint8Array[], data: Uint8Array];

export function encodeEvmInput({ header, sender, transaction, addedTo }: EvmInput): Uint8Array {
  const accounts = addedTo.map((address) => new Address(Buffer.from(address.slice(2), 'hex')).bytes);
  return RLP.encode([header, sender ?? new Uint8Array(0), transaction, accounts]);
}

export function decodeEvmInput(input: Uint8Array): EvmInput {
  const [header, sender, transaction, accounts] = listOf(RLP.decode(input));
  return {
    header: bytesOf(header),
    sender: bytesOf(sender).length === 0 ? undefined : bytesOf(sender),
    transaction: bytesOf(transaction),
    addedTo: listOf(accounts).map((address) => new Address(bytesOf(address)).toString()),
  };
}

export function encodeEvmOutput({ totalGasSpent, receipt, bloom }: RunTxResult): Uint8Array {
  const status = 'status' in receipt && receipt.status === 1 ? 1 : 0;
  return RLP.encode([
    bigIntToUnpaddedBytes(totalGasSpent),
    bigIntToUnpaddedBytes(BigInt(status)),
    bloom.bitvector,
    receipt.logs,
  ]);
}

export function decodeEvmOutput(output: Uint8Array): EvmOutput {
  const [gasUsed, status, bloom, logs] = listOf(RLP.decode(output));
  return {
    gasUsed: bytesToBigInt(bytesOf(gasUsed)),
    status: bytesOf(status).length === 0 ? 0 : 1,
    bloom: bytesOf(bloom),
    logs: listOf(logs).map((log): Log => {
      const [address, topics, data] = listOf(log);
      return [bytesOf(address), listOf(topics).map(bytesOf), bytesOf(data)];
    }),
  };
}
