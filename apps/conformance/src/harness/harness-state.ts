import { bytesToHex } from '@noble/hashes/utils.js';
import {
  domains,
  firstAssets,
  type RecordRef,
  type RecordWrite,
  type StorageReader,
  type StoredVersion,
} from '@tos/state';

/** The facts that the suite has of an account beside its records. */
export interface HarnessAccount {
  /** 32 bytes. */
  readonly key: Uint8Array;
  readonly flags: bigint;
  readonly data: Uint8Array;
}

/** The numbers of the suite's global state that are not records. */
export interface GlobalNumbers {
  totalSupply: bigint;
  blockHeight: bigint;
  timestamp: bigint;
}

/**
 * The state of the harness, in memory: the records that rules read and write, as in a storage, and the facts that the suite carries along
 * (order of the accounts, flags, data, counters that no rule changes).
 */
export class HarnessState implements Pick<StorageReader, 'readMany'> {
  networkChainId = 0n;
  readonly global: GlobalNumbers = { totalSupply: 0n, blockHeight: 0n, timestamp: 0n };
  readonly #records: Map<string, RecordWrite & { readonly value: Uint8Array }> = new Map();
  readonly #accounts: Map<string, HarnessAccount> = new Map();

  constructor() {
    for (const { ref, value } of firstAssets) this.put(ref, value);
  }

  /** The accounts in the order in which they were loaded or created. */
  get accounts(): HarnessAccount[] {
    return [...this.#accounts.values()];
  }

  addAccount(account: HarnessAccount): void {
    this.#accounts.set(bytesToHex(account.key), account);
  }

  account(key: Uint8Array): HarnessAccount | undefined {
    return this.#accounts.get(bytesToHex(key));
  }

  get(ref: RecordRef): Uint8Array | undefined {
    return this.#records.get(nameOf(ref))?.value;
  }

  put(ref: RecordRef, value: Uint8Array | null): void {
    if (value === null) this.#records.delete(nameOf(ref));
    else this.#records.set(nameOf(ref), { ref, value });
  }

  /** The records of a domain, or of all domains, in the order in which they were written first. */
  records(domain?: RecordRef['domain']): { readonly ref: RecordRef; readonly value: Uint8Array }[] {
    const all = [...this.#records.values()];
    return domain === undefined ? all : all.filter(({ ref }) => ref.domain === domain);
  }

  async readMany(refs: readonly RecordRef[]): Promise<(StoredVersion | undefined)[]> {
    return refs.map((ref) => {
      const value = this.get(ref);
      return value === undefined ? undefined : { topoheight: 0, previous: null, value };
    });
  }

  /** Applies the writes of transactions. A key that gets a nonce record is an account from then on. */
  apply(writes: readonly RecordWrite[]): void {
    for (const { ref, value } of writes) {
      this.put(ref, value);
      if (ref.domain === domains.nonce && this.account(ref.key) === undefined) {
        this.addAccount({ key: ref.key, flags: 0n, data: new Uint8Array(0) });
      }
    }
  }
}

function nameOf(ref: RecordRef): string {
  return `${ref.domain.id}:${bytesToHex(ref.key)}`;
}
