import type { RpcMethods } from '@tos/client';
import { formatAmount } from '../terminal/format.ts';

/** The latest time of a `Date`, in milliseconds since 1970. */
const LATEST = 8_640_000_000_000_000n;

/** An entry of `get_account_history`. */
export type HistoryEntry = RpcMethods['get_account_history']['result'][number];

/** An entry as a line of at most 80 columns, but for addresses: time (UTC), topoheight, what happened. */
export function historyLine(entry: HistoryEntry): string {
  // A foreign node may give a time that no date can have.
  const milliseconds = entry.block_timestamp > LATEST ? LATEST : entry.block_timestamp;
  const time = new Date(Number(milliseconds))
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replace('T', ' ');
  return `${time}  ${String(entry.topoheight).padStart(8)}  ${whatHappened(entry)}`;
}

function whatHappened(entry: HistoryEntry): string {
  if ('mining' in entry) return `+${formatAmount(entry.mining.reward)} TOS, the reward of a block`;
  if ('dev_fee' in entry) return `+${formatAmount(entry.dev_fee.reward)} TOS, the developers' share of a block`;
  if ('burn' in entry) return `-${formatAmount(entry.burn.amount)} TOS, burnt`;
  if ('outgoing' in entry) return `sent to ${entry.outgoing.to}`;
  if ('incoming' in entry) return `received from ${entry.incoming.from}`;
  return Object.keys(entry)
    .filter((name) => !['topoheight', 'hash', 'block_timestamp'].includes(name))
    .join(', ')
    .replaceAll('_', ' ');
}
