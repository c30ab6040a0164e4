import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createNodeStorage } from '../../apps/node/dist/storage/create-node-storage.js';
import { actualSupply, Chain, expectedSupply, parseGenesis } from '../../packages/chain/dist/index.js';
import { bytesToHex } from '../../packages/crypto/dist/index.js';
import { createBlockExecutor } from '../../packages/executor/dist/index.js';
import { networks } from '../../packages/protocol/dist/index.js';

/** The storage on which a chain is replayed: neither the node's nor that of the copy. */
const replayKind = { lmdb: 'level', sqlite: 'lmdb', level: 'sqlite' };

/** A later time than any block has: the clock of a devnet may have been set forward. */
const LATEST_MS = 8_640_000_000_000_000;

/**
 * A chain that begins at the genesis of a devnet, and executes blocks one transaction after the other, on one thread and a storage of another
 * kind. What it computes is what the node must have.
 */
export class SequentialReplay {
  #storage;
  #executor;
  #chain;
  #genesis;

  static async open({ datadir, folder, storage }) {
    const replay = new SequentialReplay();
    const kind = replayKind[storage];
    const place = { kind, location: join(folder, `replay-${kind}`) };
    replay.#storage = await createNodeStorage(place, (line) => process.stderr.write(`${line}\n`));
    await replay.#storage.open();
    replay.#executor = createBlockExecutor({ setting: 'sequential' });
    replay.#genesis = parseGenesis(readFileSync(join(datadir, 'genesis.json'), 'utf8'));
    replay.#chain = await Chain.open({
      storage: replay.#storage,
      executor: replay.#executor,
      network: networks.devnet,
      genesis: replay.#genesis,
      clock: () => LATEST_MS,
    });
    return replay;
  }

  /** Executes a block. @throws when it breaks a rule */
  async add(bytes) {
    await this.#chain.importBlock(bytes);
  }

  get head() {
    const { hash, digest } = this.#chain.head;
    return { hash: bytesToHex(hash), digest: bytesToHex(digest) };
  }

  /** Coins that there are, and that there should be. */
  async supply() {
    return { actual: await actualSupply(this.#storage), expected: await expectedSupply(this.#storage, this.#genesis) };
  }

  async close() {
    await this.#executor.close();
    await this.#storage.close();
  }
}
