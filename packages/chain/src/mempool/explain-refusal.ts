import { bytesToHex } from '@tos/crypto';
import { ErrorCode, FeeType } from '@tos/protocol';
import { balanceRef, decodeBalance, decodeU64Record, NATIVE_ASSET, nonceRef, type RecordRef } from '@tos/state';
import { decodeTransaction, minimumFee, type Transaction } from '@tos/transaction';
import type { Explanation } from '../chain/rule-violation.ts';

/** What an explanation is made from: the state after the sender's waiting transactions, which may be that of the block before the tip. */
export interface RefusalFacts {
  /** The value of a record; null where there is none. */
  value(ref: RecordRef): Uint8Array | null;
  /** Topoheights of the lowest and the highest block that a reference may name. */
  readonly window: { readonly lowest: number; readonly highest: number };
}

/** The records that `explainRefusal` reads, for a code and a transaction; none where it does not explain the code. */
export function refsToExplain(code: ErrorCode, wire: Uint8Array): RecordRef[] {
  if (code === ErrorCode.NONCE_TOO_LOW || code === ErrorCode.NONCE_TOO_HIGH) {
    return [nonceRef(decodeTransaction(wire).source)];
  }
  if (code !== ErrorCode.INSUFFICIENT_BALANCE && code !== ErrorCode.INSUFFICIENT_FEE) return [];
  const transaction = decodeTransaction(wire);
  return [...spending(transaction).values()].map(({ asset }) => balanceRef(transaction.source, asset));
}

/** Explains why a transaction was refused, where that is a matter of amounts, nonces or the reference; undefined elsewhere. */
export function explainRefusal(code: ErrorCode, wire: Uint8Array, facts: RefusalFacts): Explanation | undefined {
  const transaction = decodeTransaction(wire);
  switch (code) {
    case ErrorCode.NONCE_TOO_LOW:
    case ErrorCode.NONCE_TOO_HIGH:
      return explainNonce(transaction, facts);
    case ErrorCode.INSUFFICIENT_FEE:
      return explainFee(transaction, wire.length) ?? explainBalance(transaction, facts);
    case ErrorCode.INSUFFICIENT_BALANCE:
      return explainBalance(transaction, facts);
    case ErrorCode.INVALID_PAYLOAD:
      return explainReference(transaction, facts);
    default:
      return undefined;
  }
}

function explainNonce({ source, nonce }: Transaction, facts: RefusalFacts): Explanation | undefined {
  const value = facts.value(nonceRef(source));
  const needed = value === null ? 0n : decodeU64Record(value);
  if (needed === nonce) return undefined;
  return { given: nonce, needed, words: `the nonce is ${nonce}, and the sender's next one is ${needed}` };
}

function explainFee({ payload, fee, feeType, multisig }: Transaction, size: number): Explanation | undefined {
  if (feeType !== FeeType.TOS) return undefined;
  const outputs = payload.type === 'transfers' ? payload.transfers.length : 0;
  const needed = BigInt(minimumFee(size, outputs, multisig?.length ?? 0));
  if (fee >= needed) return undefined;
  return { given: fee, needed, words: `the fee is ${fee}, and ${needed} atomic units are the least` };
}

function explainBalance(transaction: Transaction, facts: RefusalFacts): Explanation | undefined {
  for (const { asset, amount } of spending(transaction).values()) {
    const value = facts.value(balanceRef(transaction.source, asset));
    const available = value === null ? 0n : decodeBalance(value).final;
    if (available >= amount) continue;
    const isNative = asset.every((byte) => byte === 0);
    const name = isNative ? 'atomic units of TOS' : `of asset ${bytesToHex(asset).slice(0, 8)}…`;
    const words = `the sender has ${available} ${name} left after its waiting transactions, and needs ${amount}`;
    return { available, needed: amount, asset: bytesToHex(asset), words };
  }
  return undefined;
}

function explainReference({ reference }: Transaction, { window }: RefusalFacts): Explanation | undefined {
  const given = reference.topoheight;
  if (given >= BigInt(window.lowest) && given <= BigInt(window.highest)) return undefined;
  const words = `the reference is topoheight ${given}, and only ${window.lowest} to ${window.highest} may be named`;
  return { given, needed: BigInt(window.lowest), words };
}

/** What a transaction spends of each asset, its fee included, by the asset in hex. */
function spending({ payload, fee, feeType }: Transaction): Map<string, { asset: Uint8Array; amount: bigint }> {
  const spent = new Map<string, { asset: Uint8Array; amount: bigint }>();
  const add = (asset: Uint8Array, amount: bigint): void => {
    const name = bytesToHex(asset);
    spent.set(name, { asset, amount: (spent.get(name)?.amount ?? 0n) + amount });
  };
  if (feeType === FeeType.TOS) add(NATIVE_ASSET, fee);
  if (payload.type === 'burn') add(payload.asset, payload.amount);
  if (payload.type === 'transfers') for (const { asset, amount } of payload.transfers) add(asset, amount);
  return spent;
}
