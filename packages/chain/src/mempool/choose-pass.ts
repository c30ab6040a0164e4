import type { MempoolEntry } from './mempool-entry.ts';

/** What is to be judged of one sender. */
export interface SenderGroup<A extends { readonly entry: MempoolEntry }> {
  /** Public key in hex. */
  readonly sender: string;
  /** In the order of arrival; none where only the waiting transactions are judged again. */
  readonly arrivals: readonly A[];
}

/**
 * Chooses groups that can be executed in one pass, and be judged as if each sender were alone: no transaction reaches a record of another
 * sender in the pass. So nobody spends what is only about to arrive, which another node, or a block with another order, would refuse.
 * @param reachOf the accounts that the transactions of a group can change besides their sender; null for a group that must be alone
 * @returns the groups of the pass, at least one, and those that are left, both in the given order
 */
export function choosePass<G extends { readonly sender: string }>(
  groups: readonly G[],
  reachOf: (group: G) => ReadonlySet<string> | null,
): { readonly pass: G[]; readonly left: G[] } {
  const pass: G[] = [];
  const left: G[] = [];
  const senders = new Set<string>();
  const reached = new Set<string>();
  let isClosed = false;
  for (const group of groups) {
    const reach = isClosed ? null : reachOf(group);
    const isFirst = pass.length === 0;
    const isApart = reach !== null && !reached.has(group.sender) && !intersect(reach, senders);
    if (!isFirst && !isApart) {
      left.push(group);
      continue;
    }
    pass.push(group);
    senders.add(group.sender);
    if (reach === null) isClosed = true;
    else for (const account of reach) reached.add(account);
  }
  return { pass, left };
}

function intersect(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const each of some) if (others.has(each)) return true;
  return false;
}
