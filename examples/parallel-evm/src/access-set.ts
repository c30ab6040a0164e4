import type { TaskAccess, TaskAdd, TaskState } from '@tos/tasks';
import { accountKey, balanceKey, codeKey, hasCode, storageKey } from './state-keys.ts';
import type { TransactionFields } from './transaction-fields.ts';

/** The access set of a transaction, and the accounts whose balances it only adds to. */
export interface DeclaredAccess {
  readonly access: TaskAccess | 'unknown';
  readonly addedTo: readonly string[];
}

/**
 * Returns what a transaction may use, as far as that is known before it runs: sender, receiver, fee receiver, and everything that its access
 * list (EIP-2930) names. A receiver without code is only credited, and so is the fee receiver, so that neither makes transactions wait.
 * @param state before the block, which holds what accounts exist and which of them are contracts
 */
export function accessOf(tx: TransactionFields, sender: string, coinbase: string, state: TaskState): DeclaredAccess {
  const { to, value, accessList } = tx;
  // The address of a contract that is created is not known here.
  if (to === undefined) return { access: 'unknown', addedTo: [] };
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
  const looksAt = (address: string): boolean => accessList.some(([other]) => other === address);

  const account = state.get(accountKey(to));
  const isContract = account instanceof Uint8Array && hasCode(account);
  if (isContract || looksAt(to)) readAccount(to, reads);
  else if (account !== undefined && value > 0n && to !== coinbase) credit(to, value);
  else writes.add(accountKey(to)).add(balanceKey(to)); // An empty account may be created or deleted.
  if (value > 0n && isContract) writes.add(balanceKey(to));
  for (const [address, slots] of accessList) {
    readAccount(address, reads);
    for (const slot of slots) writes.add(storageKey(address, slot));
  }
  if (to === coinbase || looksAt(coinbase) || state.get(accountKey(coinbase)) === undefined) {
    writes.add(accountKey(coinbase)).add(balanceKey(coinbase));
  } else {
    credit(coinbase, tx.mostFees);
  }
  return { access: { writes: [...writes], reads: [...reads].filter((key) => !writes.has(key)), adds }, addedTo };
}

function readAccount(address: string, reads: Set<string>): void {
  reads.add(accountKey(address)).add(balanceKey(address)).add(codeKey(address));
}
