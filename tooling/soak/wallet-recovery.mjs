import { refreshNonce } from './accounts.mjs';

/** Calls that are under way at once. */
const AT_ONCE = 20;

/**
 * What wallets do after a node has been away: they ask for each transaction whose end they do not know, and send again what is neither in the
 * chain nor waiting. The refusal of that says why a transaction cannot be.
 * @returns the transactions that the node had lost although they are valid: none after a node was stopped, which keeps what waits
 */
export async function recover({ devnet, ledger, accounts }) {
  const missing = [];
  await forEach(ledger.waiting(), async (entry) => {
    const found = await devnet.call('get_transaction', { hash: entry.hash }).catch(() => undefined);
    // The node still has the transactions of blocks that were undone.
    if (found?.in_mempool === true) ledger.accepted(entry.hash);
    else if ((found?.executed_in_block ?? null) !== null) ledger.executed(entry.hash);
    else missing.push(entry);
  });
  const lost = [];
  // A sender's transactions follow one another.
  for (const { hash, data } of missing.sort((a, b) => Number(a.nonce - b.nonce))) {
    try {
      await devnet.call('submit_transaction', { data });
      ledger.accepted(hash);
      lost.push(hash);
    } catch (error) {
      if (error.code !== 'TOS_CALL_REFUSED') throw error;
      ledger.explained(hash, error.details.rule ?? error.details.reason);
    }
  }
  await forEach([...accounts.all], (account) => refreshNonce(account, devnet));
  return lost;
}

async function forEach(items, action) {
  const left = [...items];
  const work = async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await action(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
