import { compareBytes, type StoredBlock } from '@tos/state';
import { type Block, decodeBlock } from '../block/block.ts';
import { hashesOf } from '../block/block-header.ts';
import { decodeBlockInfo } from '../block/block-info.ts';
import { messageOf } from './finding.ts';

/** The block, or what is wrong with its bytes. Its info decodes too. */
export function decodedBlock({ bytes, info }: StoredBlock): Block | string {
  try {
    decodeBlockInfo(info);
    return decodeBlock(bytes);
  } catch (error) {
    return messageOf(error);
  }
}

/** Whether the row names the transactions of the block. */
export function hasItsTransactions({ transactionHashes }: StoredBlock, { transactions }: Block): boolean {
  const hashes = hashesOf(transactions.hash);
  return (
    hashes.length === transactionHashes.length &&
    hashes.every((hash, i) => compareBytes(hash, transactionHashes[i]!) === 0)
  );
}
