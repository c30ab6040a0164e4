import { compareBytes, type StoredBlock } from '@tos/state';
import { type Block, decodeBlock } from '../block/block.ts';
import { hashesOf } from '../block/block-header.ts';
import { decodeBlockInfo } from '../block/block-info.ts';
import { damageMessage } from './damage-message.ts';

/** The block; or, where its bytes or its info do not decode, a text that says why. */
export function decodedBlock({ bytes, info }: StoredBlock): Block | string {
  try {
    decodeBlockInfo(info);
    return decodeBlock(bytes);
  } catch (error) {
    return damageMessage(error);
  }
}

/** Whether the row of a block lists the hashes of exactly its transactions. */
export function hasItsTransactions({ transactionHashes }: StoredBlock, { transactions }: Block): boolean {
  const hashes = hashesOf(transactions.hash);
  return (
    hashes.length === transactionHashes.length &&
    hashes.every((hash, i) => compareBytes(hash, transactionHashes[i]!) === 0)
  );
}
