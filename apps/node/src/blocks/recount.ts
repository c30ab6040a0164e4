import { setImmediate } from 'node:timers/promises';
import { actualSupply, expectedSupply, type Genesis } from '@tos/chain';
import { TosError } from '@tos/protocol';
import type { RecordRef, StorageReader, Topoheight } from '@tos/state';

/** Coins that should exist and coins that do, in atomic units. */
export interface SupplyCheck {
  readonly expected: bigint;
  readonly actual: bigint;
}

export interface Recount {
  /** State digest at the head: 32 bytes. */
  readonly digest: Uint8Array;
  /** Null when a signal left too little time for a chain of this length. */
  readonly supply: SupplyCheck | null;
}

/** The time that counting may take after a signal, which leaves the process ten seconds in all. */
const GRACE_MS = 3000;
/** Milliseconds between turns of the event loop, in which a signal gets through. */
const SLICE_MS = 50;

/** Counts all coins by the blocks and balances of a storage, without its counters. */
export async function recount(storage: StorageReader, genesis: Genesis, signal: AbortSignal): Promise<Recount> {
  const metadata = await storage.metadata();
  if (metadata === undefined) throw new TosError('TOS_STORAGE_CORRUPT', { what: 'metadata', reason: 'it is gone' });
  return { digest: metadata.digest, supply: await countSupply(storage, genesis, signal) };
}

async function countSupply(storage: StorageReader, genesis: Genesis, signal: AbortSignal): Promise<SupplyCheck | null> {
  const limited = new PatientReader(storage, signal);
  try {
    return { expected: await expectedSupply(limited, genesis), actual: await actualSupply(storage) };
  } catch (error) {
    if (limited.hasGivenUp) return null;
    throw error;
  }
}

/** Reads blocks, gives the event loop a turn every `SLICE_MS`, and gives up `GRACE_MS` after the signal. */
class PatientReader implements Pick<StorageReader, 'getBlock' | 'hashesAt' | 'metadata' | 'readMany'> {
  hasGivenUp = false;
  readonly #storage: StorageReader;
  readonly #signal: AbortSignal;
  #deadline = Number.POSITIVE_INFINITY;
  #sliceEnd: number = performance.now() + SLICE_MS;

  constructor(storage: StorageReader, signal: AbortSignal) {
    this.#storage = storage;
    this.#signal = signal;
  }

  metadata(): ReturnType<StorageReader['metadata']> {
    return this.#storage.metadata();
  }

  hashesAt(topoheights: readonly Topoheight[]): ReturnType<StorageReader['hashesAt']> {
    return this.#storage.hashesAt(topoheights);
  }

  readMany(refs: readonly RecordRef[], at?: Topoheight): ReturnType<StorageReader['readMany']> {
    return this.#storage.readMany(refs, at);
  }

  async getBlock(by: Parameters<StorageReader['getBlock']>[0]): ReturnType<StorageReader['getBlock']> {
    const now = performance.now();
    if (this.#signal.aborted) this.#deadline = Math.min(this.#deadline, now + GRACE_MS);
    if (now > this.#deadline) {
      this.hasGivenUp = true;
      throw this.#signal.reason;
    }
    if (now > this.#sliceEnd) {
      await setImmediate();
      this.#sliceEnd = performance.now() + SLICE_MS;
    }
    return this.#storage.getBlock(by);
  }
}
