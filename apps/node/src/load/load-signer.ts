import { createUnsafeLoadSigner, type UnsafeLoadSigner } from '@tos/crypto/load-signer';
import type { Reference } from '@tos/transaction';
import { loadAccounts, privateKeysOf } from '../accounts/dev-accounts.ts';
import { type TransferLayout, transferLayout, transferWire } from './transfer-wire.ts';

/** A transfer between load accounts, which are named by their indexes. */
export interface LoadTransfer {
  readonly sender: number;
  readonly receiver: number;
  readonly nonce: bigint;
  /** Atomic units. */
  readonly amount: bigint;
}

/** Signed transfers back to back, as on the wire. */
export interface LoadBatch {
  readonly bytes: Uint8Array;
  readonly count: number;
}

/**
 * Signs transfers of the first load accounts, whose private keys anybody can compute, as fast as it can: about 10 us each (README.md). It
 * builds no transactions, but copies of one, into which it writes.
 */
export class LoadSigner {
  readonly #signer: UnsafeLoadSigner;
  readonly #layout: TransferLayout = transferLayout();

  constructor(accounts: number) {
    this.#signer = createUnsafeLoadSigner(privateKeysOf(loadAccounts, accounts));
  }

  /** Public keys of the accounts, by their indexes. */
  get accounts(): readonly Uint8Array[] {
    return this.#signer.publicKeys;
  }

  sign(transfers: readonly LoadTransfer[], reference: Reference): LoadBatch {
    const count = transfers.length;
    const { size, source, destination, amount, nonce, signature, messageLength } = this.#layout;
    const wire = transferWire(reference);
    const bytes = new Uint8Array(size * count);
    const view = new DataView(bytes.buffer);
    const { accounts } = this;
    for (let i = 0; i < count; i++) {
      const transfer = transfers[i]!;
      const at = size * i;
      bytes.set(wire, at);
      bytes.set(accounts[transfer.sender]!, at + source);
      bytes.set(accounts[transfer.receiver]!, at + destination);
      view.setBigUint64(at + amount, transfer.amount);
      view.setBigUint64(at + nonce, transfer.nonce);
    }
    this.#signer.sign({
      bytes,
      count,
      key: Uint32Array.from(transfers, ({ sender }) => sender),
      messageOffset: Uint32Array.from(transfers, (_, i) => size * i),
      messageLength: new Uint32Array(count).fill(messageLength),
      signature: Uint32Array.from(transfers, (_, i) => size * i + signature),
    });
    return { bytes, count };
  }

  /** The wire bytes of transfer i of a batch, a copy. */
  wireAt({ bytes }: LoadBatch, i: number): Uint8Array {
    return bytes.slice(this.#layout.size * i, this.#layout.size * (i + 1));
  }
}
