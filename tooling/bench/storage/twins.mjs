// A storage and its twin by hand, which commit equal blocks in turns.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Chain } from './chain.mjs';
import { settings } from './settings.mjs';
import { Turns } from './timing.mjs';

/** A storage and its twin by hand, with equal chains. */
export class Twins {
  #handPath;

  static async filled(engine, folder, accounts) {
    const twins = new Twins();
    twins.engine = engine;
    twins.chain = await Chain.filled(engine, join(folder, 'ours'), accounts);
    twins.#handPath = join(folder, 'by-hand');
    mkdirSync(twins.#handPath);
    twins.hand = new engine.ByHand(twins.#handPath);
    await twins.hand.fill(twins.chain.workload.records());
    return twins;
  }

  async both(turns, { hasPrevious = true, draw } = {}) {
    const block = this.chain.workload.next({ draw });
    await turns.take(
      () => this.chain.commit(block, hasPrevious),
      () => this.hand.commit(block),
    );
  }

  /** Commits from the end of one flush to the end of another, so that the sample has whole flushes. */
  async sample(options) {
    const turns = new Turns();
    await this.chain.untilFlushed(settings.flushes, () => this.both(turns, options));
    return turns;
  }

  async close() {
    await this.chain.close();
    await this.hand.close();
  }

  /** Opens both again after `close`. */
  async reopen() {
    await this.chain.storage.open();
    this.hand = new this.engine.ByHand(this.#handPath);
  }
}
