import type { TypedTransaction } from '@ethereumjs/tx';
import { bytesToHex } from '@ethereumjs/util';
import type { TaskAccess, TaskAdd, TaskState } from '@tos/executor/tasks';
import { accountKey, balanceKey, codeKey, hasCode, storageKey } from './state-keys.ts';

/** What a transaction may use, and whose balance it only adds to. */
export interface DeclaredAccess {
  readonly access: TaskAccess | 'unknown';
  readonly addedTo: readonly string[];
}

/**
 * What is known of a transaction before it runs: sender, receiver, fee receiver, and what its access list (EIP-2930) names. A receiver
 * without code is only credited, and so is the receiver of fees, so that neither makes transactions wait for one another.
 * @param state before the block: says which accounts exist and which are contracts
 */
export function accessOf(tx: TypedTransaction, sender: string, coinbase: string, state: TaskState): DeclaredAccess {
  // A contract that is made has an address that nothing here names.
  if (tx.to === undefined) return { access: 'unknown', addedTo: [] };
  const to = tx.to.toString();
  const writes = new Set([accountKey(sender), balanceKey(sender)]);
  const reads = new Set<string>();
  const adds: TaskAdd[] = [];
  const addedTo: string[] = [];
  const credit = (address: string, max: bigint): void => {
    reads.add(accountKey(address));
    if (address === sender || addedTo.includes(address)) return;
    addedTo.push(address);
    adds.push({ key: balanceKey(address), min: 0n, max });
  };
  const listed =
    'accessList' in tx ? tx.accessList.map(([address, slots]) => [bytesToHex(address), slots] as const) : [];
  const looksAt = (address: string): boolean => listed.some(([other]) => other === address);

  const account = state.get(accountKey(to));
  const isContract = account instanceof Uint8Array && hasCode(account);
  if (isContract || looksAt(to)) readAccount(to, reads);
  else if (account !== undefined && tx.value > 0n && to !== coinbase) credit(to, tx.value);
  else writes.add(accountKey(to)).add(balanceKey(to)); // it may come into being, or go, being empty
  if (tx.value > 0n && isContract) writes.add(balanceKey(to));
  for (const [address, slots] of listed) {
    readAccount(address, reads);
    for (const slot of slots) writes.add(storageKey(address, slot));
  }
  if (to === coinbase || looksAt(coinbase) || state.get(accountKey(coinbase)) === undefined) {
    writes.add(accountKey(coinbase)).add(balanceKey(coinbase));
  } else {
    credit(coinbase, tx.getUpfrontCost(0n));
  }
  return { access: { writes: [...writes], reads: [...reads].filter((key) => !writes.has(key)), adds }, addedTo };
}

function readAccount(address: string, reads: Set<string>): void {
  reads.add(accountKey(address)).add(balanceKey(address)).add(codeKey(address));
}
