import { Random } from './random.mjs';

/** Milliseconds between two calls of a reader. */
const PAUSE_MS = 20;

/** Readers that ask the node one thing after the other while it works. What they must get is checked at the end; here it only must answer. */
export class Readers {
  #devnet;
  #addresses;
  #random;
  #onFault;
  #isOver = false;
  #loops = [];
  /** Milliseconds of each answer since the caller last took them. */
  latencies = [];

  constructor({ devnet, accounts, seed, onFault }) {
    this.#devnet = devnet;
    this.#addresses = accounts.all.map(({ address }) => address);
    this.#random = new Random(seed, 'readers');
    this.#onFault = onFault;
  }

  start(count) {
    this.#isOver = false;
    this.#loops = Array.from({ length: count }, () => this.#read());
  }

  /** Ends the readers after their calls under way. */
  async stop() {
    this.#isOver = true;
    await Promise.all(this.#loops);
  }

  async #read() {
    while (!this.#isOver) {
      const address = this.#random.pick(this.#addresses);
      const [method, params] = this.#random.pick([
        ['get_info', undefined],
        ['get_balance', { address }],
        ['get_nonce', { address }],
        ['get_account_history', { address }],
        ['get_top_block', undefined],
        ['get_mempool', {}],
      ]);
      const started = performance.now();
      try {
        await this.#devnet.call(method, params);
        this.latencies.push(performance.now() - started);
      } catch (error) {
        // Whoever drives the run knows whether the process may end.
        if (error.code === 'TOS_NODE_UNREACHABLE' && (await this.#devnet.endsSoon())) return;
        // A history that a rollback undoes while it is read has no answer; a wallet asks again.
        if (method === 'get_account_history' && error.details?.reason === 'TOS_STORAGE_CONFLICT') continue;
        this.#onFault(`${method} of a reader: ${error.message}`);
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
