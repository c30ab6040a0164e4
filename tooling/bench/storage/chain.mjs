// A storage that is measured, with a chain of its own.
import { Workload } from './workload.mjs';

const packages = new URL('../../../packages/versioned-storage/dist/', import.meta.url);
const { createVersionedStorage } = await import(new URL('index.js', packages));
const { readState } = await import(new URL('reading/read-state.js', packages));

/** More blocks than that without the end of a flush are a fault of the suite. */
const MOST_BLOCKS = 20_000;

export class Chain {
  #store;

  constructor(engine, location, workload) {
    this.location = location;
    this.workload = workload;
    this.#store = engine.createStore({ location });
    this.storage = createVersionedStorage(this.#store, { pendingBytes: engine.pendingBytes });
  }

  /** A chain whose accounts have their first versions in `latest`, by an import. */
  static async filled(engine, location, accounts) {
    const chain = new Chain(engine, location, new Workload(accounts));
    await chain.storage.open();
    await chain.storage.importState(chain.workload.state());
    return chain;
  }

  /** Commits a block. @param hasPrevious whether the caller passes the versions that the writes replace */
  commit({ block, metadata, writes, plainWrites }, hasPrevious = true) {
    return this.storage.commit({ blocks: [{ block, metadata, writes: hasPrevious ? writes : plainWrites }] });
  }

  /** Topoheight up to which `latest` is complete. It rises when a flush ends. */
  async flushed() {
    const view = await this.#store.view();
    const { flushed } = await readState(view);
    await view.close();
    return flushed;
  }

  /** Calls `commit` until flushes have ended `times` times. @returns the number of calls */
  async untilFlushed(times, commit) {
    let left = times;
    let before = await this.flushed();
    for (let blocks = 1; blocks <= MOST_BLOCKS; blocks++) {
      await commit();
      const now = await this.flushed();
      if (now !== before && --left === 0) return blocks;
      before = now;
    }
    throw new Error(`no flush ended within ${MOST_BLOCKS} blocks`);
  }

  close() {
    return this.storage.close();
  }
}
