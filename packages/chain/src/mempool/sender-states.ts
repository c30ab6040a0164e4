import { bytesToHex } from '@tos/crypto';
import type { RecordRef, RecordWrite, StoredVersion } from '@tos/state';
import type { RecordLayer } from '../chain/record-layer.ts';
import type { ChainHead } from '../history/chain-head.ts';
import type { MempoolEntry } from './mempool-entry.ts';

const KEY_SIZE = 32;

/** The records as a sender's waiting transactions leave them, on one state. */
interface SenderState {
  readonly tip: ChainHead;
  /** The last of those transactions. */
  readonly last: MempoolEntry;
  readonly records: RecordLayer;
}

/**
 * What the waiting transactions of each sender leave behind, so that they need not be executed again for the sender's next one. A state
 * holds as long as the tip and the sender's last transaction are the same.
 */
export class SenderStates {
  readonly #states: Map<string, SenderState> = new Map();

  /** The records after a sender's waiting transactions; undefined where they have to be executed. */
  find(sender: string, at: Omit<SenderState, 'records'>): RecordLayer | undefined {
    const state = this.#states.get(sender);
    return state?.tip === at.tip && state.last === at.last ? state.records : undefined;
  }

  set(sender: string, state: SenderState): void {
    this.#states.set(sender, state);
  }

  delete(sender: string): void {
    this.#states.delete(sender);
  }

  clear(): void {
    this.#states.clear();
  }
}

/** The layers of several senders as one: a record of an account is found in the layer of that account's own transactions alone. */
export class OwnRecords {
  readonly #layers: ReadonlyMap<string, RecordLayer>;

  /** @param layers by sender, public key in hex */
  constructor(layers: ReadonlyMap<string, RecordLayer>) {
    this.#layers = layers;
  }

  find(ref: RecordRef): StoredVersion | undefined {
    if (this.#layers.size === 0) return undefined;
    return this.#layers.get(accountOf(ref))?.find(ref);
  }
}

/** Puts each write into the layer of its account, where there is one. */
export function shareOut(writes: readonly RecordWrite[], layers: ReadonlyMap<string, RecordLayer>): void {
  for (const write of writes) layers.get(accountOf(write.ref))?.add([write]);
}

/** The account that a record may belong to, in hex: the keys of all records of accounts begin with it. */
function accountOf({ key }: RecordRef): string {
  return bytesToHex(key.subarray(0, KEY_SIZE));
}
