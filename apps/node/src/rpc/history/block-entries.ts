import { DEV_FEE_KEY, decodeBlock, decodeBlockInfo } from '@tos/chain';
import { bytesToHex } from '@tos/crypto';
import { compareBytes, isNativeAsset, type StoredBlock } from '@tos/state';
import { hashAt, transactionAt } from '@tos/transaction';
import { mapInTurns } from '../limits/in-turns.ts';
import type { HistoryEntry, HistoryEvent } from './history-entry.ts';
import { type HistoryQuestion, transactionEvents } from './transaction-events.ts';

/**
 * The entries of an account's history that a block with a place in the order makes, in the original's order: rewards, then transactions
 * from the last to the first. Transactions are decoded in turns: a block has up to 10,000.
 */
export async function blockEntries(
  { hash, topoheight, bytes, info }: StoredBlock,
  question: HistoryQuestion,
): Promise<HistoryEntry[]> {
  if (topoheight === null) return [];
  const { header, transactions } = decodeBlock(bytes);
  const block_timestamp = Number(header.timestamp);
  const entries: HistoryEntry[] = rewardEvents(header.miner, info, question).map((event) => ({
    topoheight,
    hash: bytesToHex(hash),
    block_timestamp,
    ...event,
  }));
  const indices = Array.from({ length: transactions.count }, (_, i) => transactions.count - 1 - i);
  const ofTransactions = await mapInTurns(indices, (i): HistoryEntry[] => {
    const events = transactionEvents(transactionAt(transactions, i), question);
    if (events.length === 0) return [];
    const hash = bytesToHex(hashAt(transactions, i));
    return events.map((event) => ({ topoheight, hash, block_timestamp, ...event }));
  });
  return entries.concat(...ofTransactions);
}

/** Rewards are in TOS. One of 0 changes nothing of the account, and makes no entry. */
function rewardEvents(
  miner: Uint8Array,
  info: Uint8Array,
  { account, asset, incoming }: HistoryQuestion,
): HistoryEvent[] {
  if (!incoming || !isNativeAsset(asset)) return [];
  const { devReward, minerReward } = decodeBlockInfo(info);
  const events: HistoryEvent[] = [];
  if (devReward > 0n && compareBytes(account, DEV_FEE_KEY) === 0) events.push({ dev_fee: { reward: devReward } });
  if (minerReward > 0n && compareBytes(account, miner) === 0) events.push({ mining: { reward: minerReward } });
  return events;
}
