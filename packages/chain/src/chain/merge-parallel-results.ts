import type { ParallelChainState } from '@tos/executor';
import { assertFunction, assertObject } from '@tos/protocol';
import { type DomainName, domains, type RecordWrite, type VersionedWrite } from '@tos/state';

/** Counts of what a block changed. */
export interface MergeCounts {
  /** Changed records, deleted ones included, of every domain of the domain table. */
  readonly records: { readonly [N in DomainName]: number };
  /** Fees that the miner received, in atomic units of TOS. */
  readonly gasFee: bigint;
  /** All TOS burned so far, in atomic units; null when the block burned none. */
  readonly burnedSupply: bigint | null;
}

/**
 * The writes of a block: the changed records of every domain, sorted by (domain id, key), deletions as null, each with the version that it
 * replaces. A record that ends as it began is not among them.
 * @param log receives the counts, once; without it they are not even computed
 */
export function mergeParallelResults(
  state: ParallelChainState,
  log?: (counts: MergeCounts) => void,
): readonly Required<VersionedWrite>[] {
  assertObject(state, 'state', ['getModifiedRecords']);
  if (log !== undefined) assertFunction(log, 'log');
  const writes = state.getModifiedRecords();
  if (log !== undefined) log(countsOf(state, writes));
  return writes;
}

function countsOf(state: ParallelChainState, writes: readonly RecordWrite[]): MergeCounts {
  const count = (name: DomainName): number => writes.filter(({ ref }) => ref.domain === domains[name]).length;
  return {
    // Written out: a domain that is added to the table does not compile until it is counted here.
    records: {
      nonce: count('nonce'),
      balance: count('balance'),
      multisig: count('multisig'),
      supply: count('supply'),
      energy: count('energy'),
      frozen: count('frozen'),
      nameOwner: count('nameOwner'),
      ownedName: count('ownedName'),
      agent: count('agent'),
      sessionKey: count('sessionKey'),
      contract: count('contract'),
      shielded: count('shielded'),
      asset: count('asset'),
    },
    gasFee: state.getGasFee(),
    burnedSupply: state.getBurnedSupply() ?? null,
  };
}
