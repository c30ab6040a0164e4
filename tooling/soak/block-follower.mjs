import { Socket } from './socket.mjs';

/**
 * A subscriber that keeps the chain by its events alone: it adds a block at `new_block`, and removes the last one at `block_orphaned`. After a
 * reconnect it goes on where it was. A block that comes twice, or not at all, does not fit.
 */
export class BlockFollower {
  #socket;
  #onFault;
  /** Hashes by topoheight. */
  chain = [];

  constructor(onFault) {
    this.#onFault = onFault;
  }

  async connect(url) {
    this.#socket = await Socket.open(url);
    const last = this.chain.at(-1);
    const from = { from_topoheight: this.chain.length, ...(last === undefined ? {} : { last_block_hash: last }) };
    await this.#socket.subscribe({ notify: 'new_block', ...from }, (event) => this.#receive(event));
  }

  async disconnect() {
    await this.#socket?.close();
  }

  /** Waits until the follower has a chain that ends with this block. */
  async reach(hash, deadlineMs) {
    const end = performance.now() + deadlineMs;
    while (this.chain.at(-1) !== hash && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  #receive({ event, hash, topoheight, tips, block_hash: orphaned }) {
    if (event === 'block_orphaned') {
      const last = this.chain.pop();
      if (last !== orphaned)
        this.#onFault(`a subscriber was told that ${orphaned} is undone, but its last block is ${last}`);
      return;
    }
    const { length } = this.chain;
    const parent = length === 0 ? undefined : this.chain[length - 1];
    if (Number(topoheight) !== length || tips[0] !== parent) {
      this.#onFault(`a subscriber with ${length} blocks got block ${topoheight}, which does not follow`);
    }
    this.chain[Number(topoheight)] = hash;
  }
}
