/** Everything that the workload can send and the node supports. A kind is a type of transaction, or a use of one that has rules of its own. */
const kinds = [
  'transfers',
  'burn',
  'deploy_contract',
  'register_name',
  'multisig',
  'co-signed',
  'shield_transfers',
  'agent register',
  'agent update_policy',
  'by a controller',
  'energy fee',
  'energy freeze_tos',
  'energy freeze_tos_delegate',
  'energy unfreeze_tos',
  'energy withdraw_unfrozen',
];

/** From this many blocks on, chance leaves out no kind: the rarest ones come once per hundred. */
const ENOUGH_BLOCKS = 1000;

/**
 * Counts what a run really did, so that a run which left something out does not pass for a proof of it.
 * @param places topoheights by hash, of all transactions of the chain
 * @param plan of the run @param injected numbers of faults that took place, by kind @param skipped what could not be done, as texts that begin with the kind
 * @returns {{ executed: [kind: string, count: number][], faults: [kind: string, count: number][] }}
 */
export function judgeCoverage({ ledger, places, plan, injected, skipped, onFault }) {
  const executed = new Map(kinds.map((kind) => [kind, 0]));
  for (const { hash, kind } of ledger.entries()) {
    if (places.has(hash)) executed.set(kind, (executed.get(kind) ?? 0) + 1);
  }
  if (plan.length >= ENOUGH_BLOCKS) {
    for (const [kind, count] of executed) if (count === 0) onFault(`no transaction of kind ${kind} was executed`);
  }
  const faults = new Map();
  for (const { kind } of plan.flatMap((step) => step.faults)) faults.set(kind, injected.get(kind) ?? 0);
  const isExcused = (kind) => skipped.some((text) => text.startsWith(kind));
  for (const [kind, count] of faults) {
    if (count === 0 && !isExcused(kind)) onFault(`the plan has faults of kind ${kind}, and none took place`);
  }
  return { executed: [...executed], faults: [...faults] };
}
