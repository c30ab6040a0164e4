import {
  accountOfKey,
  assetOfKey,
  type Balance,
  type BlockOverlay,
  type Domain,
  decodeBalance,
  decodeMultisig,
  decodeU64Record,
  domains,
  type Multisig,
  SupplyCounter,
  type VersionedWrite,
} from '@tos/state';

/** The nonce of an account after the block. */
export interface ModifiedNonce {
  readonly account: Uint8Array;
  readonly nonce: bigint;
}

/** The balance of an account after the block. */
export interface ModifiedBalance {
  readonly account: Uint8Array;
  readonly asset: Uint8Array;
  readonly balance: Balance;
}

/** The multisig of an account after the block. */
export interface ModifiedMultisig {
  readonly account: Uint8Array;
  /** null: the account has no multisig any more. */
  readonly multisig: Multisig | null;
}

/**
 * The state after a block, read-only: the records that changed, ready to be merged. Every getter returns its records in key order, and
 * only those that the block changed; a deletion is a change.
 */
export class ParallelChainState {
  readonly #overlay: BlockOverlay;
  readonly #gasFee: bigint;
  #writes: readonly Required<VersionedWrite>[] | undefined;

  constructor(overlay: BlockOverlay, gasFee: bigint) {
    this.#overlay = overlay;
    this.#gasFee = gasFee;
  }

  /**
   * Returns every record that changed, sorted by (domain id, key), each with the version that it replaces: the one that the state returned
   * when the block was prepared. The buffers are shared with the execution; callers must not change them.
   */
  getModifiedRecords(): readonly Required<VersionedWrite>[] {
    this.#writes ??= this.#overlay.writes();
    return this.#writes;
  }

  getModifiedNonces(): ModifiedNonce[] {
    return this.#modified(domains.nonce).flatMap(({ ref, value }) =>
      value === null ? [] : [{ account: accountOfKey(ref.key), nonce: decodeU64Record(value) }],
    );
  }

  getModifiedBalances(): ModifiedBalance[] {
    return this.#modified(domains.balance).flatMap(({ ref, value }) =>
      value === null
        ? []
        : [{ account: accountOfKey(ref.key), asset: assetOfKey(ref.key), balance: decodeBalance(value) }],
    );
  }

  getModifiedMultisigs(): ModifiedMultisig[] {
    return this.#modified(domains.multisig).map(({ ref, value }) => ({
      account: accountOfKey(ref.key),
      multisig: value === null ? null : decodeMultisig(value),
    }));
  }

  /** Returns the fees that the executed transactions paid, in atomic units of TOS. */
  getGasFee(): bigint {
    return this.#gasFee;
  }

  /** Returns all TOS burned up to and including this block, in atomic units; undefined when the block burned none. */
  getBurnedSupply(): bigint | undefined {
    const write = this.#modified(domains.supply).find(({ ref }) => ref.key[0] === SupplyCounter.BURNED);
    return write?.value == null ? undefined : decodeU64Record(write.value);
  }

  #modified(domain: Domain): Required<VersionedWrite>[] {
    return this.getModifiedRecords().filter(({ ref }) => ref.domain === domain);
  }
}
