import type { Client, RpcMethods } from '@tos/client';
import { isTosError, parseExactJson } from '@tos/protocol';
import { membersOf } from '../rpc/members.ts';

/** An entry: where it is, and one member that says what happened. */
export type HistoryEntry = RpcMethods['get_account_history']['result'][number];

/** Where a page begins; the newest page begins nowhere. */
export interface HistoryPlace {
  readonly maximum_topoheight?: number;
  readonly skip?: number;
}

export interface HistoryPage {
  readonly entries: readonly HistoryEntry[];
  /** Where the next page begins; absent behind the last one. */
  readonly next: HistoryPlace | undefined;
}

/** A page of the history of an account, the newest entries first. */
export async function readHistoryPage(address: string, place: HistoryPlace, node: Client): Promise<HistoryPage> {
  try {
    const entries = await node.call('get_account_history', { address, ...place });
    return { entries, next: placeAfter(entries, place) };
  } catch (error) {
    // Many blocks in a row without a wanted entry: the answer names the place to go on from.
    if (!isTosError(error, 'TOS_CALL_REFUSED')) throw error;
    const { details } = membersOf(parseExactJson(error.details.data));
    const { maximum_topoheight: maximum, skip } = membersOf(details);
    if (typeof maximum !== 'bigint' || typeof skip !== 'bigint') throw error;
    return { entries: [], next: { maximum_topoheight: Number(maximum), skip: Number(skip) } };
  }
}

/** The place behind the last entry: its block, and how many entries of that block are known. */
export function placeAfter(
  entries: readonly HistoryEntry[],
  { maximum_topoheight: maximum, skip = 0 }: HistoryPlace,
): HistoryPlace | undefined {
  const last = entries.at(-1);
  if (last === undefined) return undefined;
  const at = Number(last.topoheight);
  const known = entries.filter(({ topoheight }) => topoheight === last.topoheight).length;
  return { maximum_topoheight: at, skip: known + (at === maximum ? skip : 0) };
}
