import { RLP } from '@ethereumjs/rlp';
import { Address } from '@ethereumjs/util';
import type { RunTxResult } from '@ethereumjs/vm';
import { bytesOf, listOf } from './transaction-fields.ts';

// Both messages are made and read once a transaction. Of fixed layout where that is possible: RLP costs several times as much.

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

const ADDRESS_BYTES = 20;
const BLOOM_BYTES = 256;

/** Length of the header (2 bytes), number of addresses (1), whether the first is the sender (1), addresses, header, transaction. */
export function encodeEvmInput({ header, sender, transaction, addedTo }: EvmInput): Uint8Array {
  const addresses = sender === undefined ? addedTo.length : 1 + addedTo.length;
  const bytes = Buffer.allocUnsafe(4 + ADDRESS_BYTES * addresses + header.length + transaction.length);
  bytes.writeUInt16BE(header.length, 0);
  bytes[2] = addresses;
  bytes[3] = sender === undefined ? 0 : 1;
  let at = 4;
  const put = (part: Uint8Array): void => {
    bytes.set(part, at);
    at += part.length;
  };
  if (sender !== undefined) put(sender);
  for (const address of addedTo) at += bytes.write(address.slice(2), at, 'hex');
  put(header);
  put(transaction);
  return bytes;
}

export function decodeEvmInput(input: Uint8Array): EvmInput {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  let at = 4;
  const take = (length: number): Uint8Array => {
    at += length;
    return input.subarray(at - length, at);
  };
  const addresses = Array.from({ length: view.getUint8(2) }, () => take(ADDRESS_BYTES));
  const sender = view.getUint8(3) === 1 ? addresses.shift() : undefined;
  const addedTo = addresses.map((address) => new Address(address).toString());
  return { sender, addedTo, header: take(view.getUint16(0)), transaction: input.subarray(at) };
}

/** Gas (8 bytes), status (1), bloom (256), RLP of the logs. */
export function encodeEvmOutput({ totalGasSpent, receipt, bloom }: RunTxResult): Uint8Array {
  const logs = RLP.encode(receipt.logs);
  const bytes = Buffer.allocUnsafe(9 + BLOOM_BYTES + logs.length);
  bytes.writeBigUInt64BE(totalGasSpent, 0);
  bytes[8] = 'status' in receipt && receipt.status === 1 ? 1 : 0;
  bytes.set(bloom.bitvector, 9);
  bytes.set(logs, 9 + BLOOM_BYTES);
  return bytes;
}

export function decodeEvmOutput(output: Uint8Array): EvmOutput {
  return {
    gasUsed: new DataView(output.buffer, output.byteOffset).getBigUint64(0),
    status: output[8] === 1 ? 1 : 0,
    bloom: output.subarray(9, 9 + BLOOM_BYTES),
    logs: listOf(RLP.decode(output.subarray(9 + BLOOM_BYTES))).map((log): Log => {
      const [address, topics, data] = listOf(log);
      return [bytesOf(address), listOf(topics).map(bytesOf), bytesOf(data)];
    }),
  };
}
