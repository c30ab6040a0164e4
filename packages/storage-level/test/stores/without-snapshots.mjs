import { setImmediate } from 'node:timers/promises';
import { MemoryLevel } from 'memory-level';
import { createLevelStorage, createLevelStore } from '../../dist/index.js';

/** A database without snapshots, whose answers and writes come at any moment, as those of IndexedDB do. */
class WithoutSnapshots extends MemoryLevel {
  #calls = 0;

  constructor() {
    super();
    this.supports.explicitSnapshots = false;
  }

  snapshot() {
    throw new Error('there are no snapshots');
  }

  async _getMany(...input) {
    await this.#pause();
    const rows = await super._getMany(...input);
    await this.#pause();
    return rows;
  }

  async _batch(...input) {
    await this.#pause();
    await super._batch(...input);
    await this.#pause();
  }

  async #pause() {
    for (let turns = this.#calls++ % 3; turns > 0; turns--) await setImmediate();
  }
}

export const createStore = () => createLevelStore(new WithoutSnapshots());
export const createStorage = () => createLevelStorage(new WithoutSnapshots());
