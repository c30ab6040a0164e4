import type { RpcMethods } from '@tos/client';
import { bytesToHex } from '@tos/crypto';
import { NATIVE_ASSET } from '@tos/state';
import { formatAmount } from '../terminal/format.ts';

/** An entry of `get_account_history`. */
export type HistoryEntry = RpcMethods['get_account_history']['result'][number];

const TOS = bytesToHex(NATIVE_ASSET);

/** An entry as a line of at most 80 columns, but for addresses: time (UTC), topoheight, what happened. */
export function historyLine(entry: HistoryEntry): string {
  const time = new Date(Number(entry.block_timestamp)).toISOString().slice(0, 19).replace('T', ' ');
  return `${time}  ${String(entry.topoheight).padStart(8)}  ${whatHappened(entry)}`;
}

function whatHappened(entry: HistoryEntry): string {
  if ('mining' in entry) return `+${formatAmount(entry.mining.reward)} TOS, the reward of a block`;
  if ('dev_fee' in entry) return `+${formatAmount(entry.dev_fee.reward)} TOS, the developers' share of a block`;
  if ('burn' in entry) return `-${coins(entry.burn)}, burnt`;
  if ('outgoing' in entry) return `sent to ${entry.outgoing.to}`;
  if ('incoming' in entry) return `received from ${entry.incoming.from}`;
  return Object.keys(entry)
    .filter((name) => !['topoheight', 'hash', 'block_timestamp'].includes(name))
    .join(', ')
    .replaceAll('_', ' ');
}

function coins({ amount, asset }: { readonly amount: bigint; readonly asset?: string }): string {
  return asset === undefined || asset === TOS ? `${formatAmount(amount)} TOS` : `${amount} of ${asset}`;
}
