import { bytesToHex } from '@noble/hashes/utils.js';
import {
  assetRef,
  balanceRef,
  encodeAsset,
  encodeBalance,
  encodeMultisig,
  encodeU64Record,
  type Multisig,
  multisigRef,
  nonceRef,
  type RecordRef,
  type RecordWrite,
  type StorageReader,
  type SupplyCounter,
  supplyRef,
} from '@tos/state';

/** A state in a Map, for tests. It is read like a storage, and takes the writes of a block. */
export class MapState implements Pick<StorageReader, 'readMany'> {
  readonly records: Map<string, Uint8Array> = new Map();
  /** Number of batched reads so far. */
  reads = 0;

  async readMany(refs: readonly RecordRef[]) {
    this.reads++;
    return refs.map((ref) => {
      const value = this.records.get(nameOf(ref));
      return value === undefined ? undefined : { topoheight: 0, previous: null, value };
    });
  }

  put(ref: RecordRef, value: Uint8Array | null): void {
    if (value === null) this.records.delete(nameOf(ref));
    else this.records.set(nameOf(ref), value);
  }

  apply(writes: readonly RecordWrite[]): void {
    for (const { ref, value } of writes) this.put(ref, value);
  }

  setNonce(account: Uint8Array, nonce: bigint): void {
    this.put(nonceRef(account), encodeU64Record(nonce));
  }

  setBalance(account: Uint8Array, asset: Uint8Array, final: bigint): void {
    this.put(balanceRef(account, asset), encodeBalance({ type: 'input', final, output: null }));
  }

  setAsset(asset: Uint8Array): void {
    this.put(assetRef(asset), encodeAsset({ decimals: 8, ticker: new Uint8Array(0) }));
  }

  setMultisig(account: Uint8Array, multisig: Multisig): void {
    this.put(multisigRef(account), encodeMultisig(multisig));
  }

  setSupply(counter: (typeof SupplyCounter)[keyof typeof SupplyCounter], amount: bigint): void {
    this.put(supplyRef(counter), encodeU64Record(amount));
  }
}

export function nameOf(ref: RecordRef): string {
  return `${ref.domain.name}:${bytesToHex(ref.key)}`;
}

/** Returns writes as text, in which a difference is easy to see. */
export function describeWrites(writes: readonly RecordWrite[]): string[] {
  return writes.map(({ ref, value }) => `${nameOf(ref)} = ${value === null ? 'deleted' : bytesToHex(value)}`);
}
