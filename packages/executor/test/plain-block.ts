import type { Transaction } from '@tos/transaction';

/** A block as the plain oracle executes it. */
export interface OracleBlock {
  transactions: readonly Transaction[];
  chainId: number;
  signatureIsGood(signature: Uint8Array, key: Uint8Array): boolean;
  referenceIsGood(transaction: Transaction): boolean;
  proofIsGood(proof: Uint8Array): boolean;
  topoheight: bigint;
  /** The account that gets the reward before the transactions, and the fees after them. */
  miner: string;
  reward: bigint;
}
