import type { ExactJson } from '@tos/protocol';

export interface BlockResult {
  readonly hash: string;
  readonly topoheight: bigint | null;
  readonly block_type: string;
  readonly height: bigint;
  readonly timestamp: bigint;
  readonly miner: string;
  readonly miner_reward: bigint | null;
  readonly dev_reward: bigint | null;
  readonly supply: bigint | null;
  readonly total_size_in_bytes: bigint;
  readonly version: bigint;
  readonly tips: readonly string[];
  readonly txs_hashes: readonly string[];
}

export interface TransactionResult {
  readonly hash: string;
  readonly blocks: readonly string[] | null;
  readonly executed_in_block: string | null;
  readonly in_mempool: boolean;
  readonly first_seen: bigint | null;
  readonly version: bigint;
  readonly source: string;
  readonly data: { readonly [type: string]: ExactJson };
  readonly fee: bigint;
  readonly fee_type: bigint;
  readonly nonce: bigint;
  readonly reference: { readonly hash: string; readonly topoheight: bigint };
  readonly multisig: { readonly signatures: readonly { readonly id: bigint; readonly signature: string }[] } | null;
  readonly signature: string;
  readonly size: bigint;
}
