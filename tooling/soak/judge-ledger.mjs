/**
 * Each accepted transaction is in the chain, or somebody was told why not.
 * @param places topoheights by hash, of all transactions of the chain
 * @returns how many transactions ended in which way, for people
 */
export function judgeLedger(ledger, places, onFault) {
  const counts = new Map();
  for (const { hash, state, reason, kind, block, wasAccepted } of ledger.entries()) {
    const isThere = places.has(hash);
    if (state === 'executed' && !isThere)
      onFault(`${kind} ${hash} of block ${block} was executed, and is not in the chain`);
    if (state === 'gone' && isThere)
      onFault(`${kind} ${hash} of block ${block} is in the chain, but was called ${reason}`);
    if (state === 'waiting' && !isThere) onFault(`${kind} ${hash} of block ${block} was accepted, and is nowhere`);
    if (state === 'unanswered' && wasAccepted) onFault(`${kind} ${hash} has no end`);
    const end = isThere ? 'in the chain' : (reason ?? 'cut off');
    counts.set(end, (counts.get(end) ?? 0) + 1);
  }
  return [...counts].map(([end, count]) => `${count} ${end}`).join(', ');
}
