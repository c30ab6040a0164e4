import { mkdirSync, rmSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { Accounts } from './accounts.mjs';
import { BlockFollower } from './block-follower.mjs';
import { Devnet } from './devnet.mjs';
import { faultKinds } from './faults.mjs';
import { judgeFlatness } from './flatness.mjs';
import { Ledger } from './ledger.mjs';
import { parseBlockLine } from './parse-block-line.mjs';
import { planOf } from './plan.mjs';
import { Random } from './random.mjs';
import { Readers } from './readers.mjs';
import { Sender } from './sender.mjs';
import { Socket } from './socket.mjs';
import { verify } from './verdict.mjs';
import { draftsOf } from './workload/workload.mjs';

const SUBSCRIBERS = 2;
const READERS = 2;
/** Blocks within which all that waits must be in the chain: a mempool has room for what fills four blocks. */
const MOST_DRAIN_BLOCKS = 10;
/** Blocks between two collections of the node's garbage, which show what it truly needs: one takes about a tenth of a second. */
const BLOCKS_PER_COLLECTION = 10;
const unknownNeeds = { heapBytes: null, bufferBytes: null };
/** Milliseconds within which a node must have closed the connections that its clients closed, and between two looks. */
const CLOSING_MS = 60_000;
/** Milliseconds within which subscribers must have what has happened. */
const EVENTS_MS = 60_000;
const POLL_MS = 20;
/** Bytes of a block's header, without its hashes of transactions. */
const HEADER_BYTES = 125;

/** One soak: a devnet, what is done to it, and what is known of it from outside. */
export class SoakRun {
  /** Faults of the product, each a line that begins with what is wrong. */
  faults = [];
  /** What this machine or storage could not be made to do, each a text that begins with the kind of fault. */
  skipped = new Set();
  /** Numbers of faults that took place, by kind. */
  injected = new Map();
  /** One per block of the plan. */
  samples = [];
  /** The block of the plan that is at work. */
  block = 0;
  snapshot = undefined;
  /** Number of the folder of the copy in another storage. */
  copies = 0;
  accounts = new Accounts();
  ledger = new Ledger();
  #life = 0;
  #age = 0;
  #chainBytes = 0;
  #topBlock;
  #mempoolSocket;
  /** The hash of the last block that came through that socket. */
  #lastOrdered;

  /** @param options of `soakOptions` @param folder is emptied @param onSample receives each sample, for those who watch */
  constructor({ blocks, seed, storage }, { folder, onSample }) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    this.folder = folder;
    this.storage = storage;
    this.onSample = onSample;
    this.plan = planOf({ blocks, seed });
    this.random = new Random(seed, 'workload');
    this.devnet = new Devnet(folder, storage);
    const { devnet, ledger, accounts, random } = this;
    const onFault = (text) => this.onFault(text);
    this.sender = new Sender({ devnet, ledger, random, onFault });
    this.readers = new Readers({ devnet, accounts, seed, onFault });
    this.followers = Array.from({ length: SUBSCRIBERS }, () => new BlockFollower(onFault));
  }

  /** Runs the whole plan, and checks what became of it. @returns the report */
  async run() {
    let [checks, coverage] = [[], null];
    try {
      await this.beginLife();
      for (const step of this.plan) await this.#runStep(step);
      await this.#drain();
      await this.settleTransactions();
      ({ checks, coverage } = await verify(this));
    } catch (error) {
      this.onFault(`block ${this.block}: ${error.stack ?? error}`);
    } finally {
      await this.readers.stop();
      if (!this.devnet.hasEnded) await this.devnet.kill();
    }
    const flatness = judgeFlatness(this.samples);
    for (const { name, isFlat } of flatness) if (isFlat === false) this.onFault(`${name} grows while the node runs`);
    const { faults, samples, ledger } = this;
    const refusals = [...ledger.refusals];
    return { faults, skipped: [...this.skipped], checks, coverage, flatness, samples, refusals };
  }

  onFault(text) {
    this.faults.push(text);
  }

  /** Notes a fault that could not be injected. @returns false */
  skip(text) {
    this.skipped.add(text);
    return false;
  }

  /** What is to be sent for a block. @param load {shape, size} */
  drafts(load) {
    return draftsOf(load, this);
  }

  /** Makes a block. @throws when the node refuses, or has ended */
  async mine() {
    const { block_hashes: hashes, topoheight } = await this.devnet.call('dev_mine', { blocks: 1 });
    this.#topBlock = { hash: hashes.at(-1), topoheight };
  }

  /** Starts the node, and attaches everybody to it. */
  async beginLife() {
    const { devnet, ledger } = this;
    await devnet.start();
    this.#life++;
    this.#age = 0;
    this.snapshot = undefined;
    this.#mempoolSocket = await Socket.open(devnet.url);
    const subscribe = (notify, onEvent) => this.#mempoolSocket.subscribe({ notify }, onEvent);
    await subscribe('block_ordered', ({ block_hash: hash }) => {
      this.#lastOrdered = hash;
    });
    await subscribe('transaction_left_mempool', ({ hash, reason }) => ledger.left(hash, reason));
    await subscribe('transaction_executed', ({ tx_hash: hash }) => ledger.executed(hash));
    await subscribe('transaction_orphaned', ({ hash, in_mempool: isWaiting }) => ledger.orphaned(hash, isWaiting));
    for (const follower of this.followers) await follower.connect(devnet.url);
    this.readers.start(READERS);
  }

  /** Detaches everybody from a node that is about to end. */
  async endLife() {
    await this.readers.stop();
    if (!this.devnet.hasEnded) await this.settleEvents().catch(() => undefined);
    await Promise.all([...this.followers.map((follower) => follower.disconnect()), this.#mempoolSocket.close()]);
    if (!this.devnet.hasEnded) await this.#assertClosesSockets();
  }

  /** Waits until subscribers have the chain as it is. */
  async settleEvents() {
    const { top_block_hash: head } = await this.devnet.call('get_info');
    await this.followers[0].reach(head, EVENTS_MS);
    await this.#mempoolSocket.settle();
  }

  /**
   * Makes a block, and waits until the events of all that came before it are in the ledger. They follow at their own pace, each socket's in one
   * order: what a rollback undid comes before the next block.
   */
  async settleTransactions() {
    await this.mine();
    const { top_block_hash: head } = await this.devnet.call('get_info');
    const end = performance.now() + EVENTS_MS;
    while (this.#lastOrdered !== head && performance.now() < end) await setTimeout(POLL_MS);
    await this.settleEvents();
  }

  /** Checks that a node which was away has every block that it reported. */
  async assertKeeps() {
    if (this.#topBlock === undefined) return;
    const { hash, topoheight } = this.#topBlock;
    const kept = await this.devnet.call('get_block_at_topoheight', { topoheight }).catch(() => undefined);
    if (kept?.hash !== hash) this.onFault(`block ${hash} at ${topoheight} was durable, and is gone after a start`);
  }

  /** Checks that a node closes its end of the connections whose clients are gone. */
  async #assertClosesSockets() {
    const end = performance.now() + CLOSING_MS;
    while (this.devnet.abandonedSockets() > 0) {
      if (performance.now() > end) {
        return this.onFault(`the node keeps ${this.devnet.abandonedSockets()} sockets of clients that are gone`);
      }
      await setTimeout(POLL_MS);
    }
  }

  async #runStep(step) {
    this.block = step.block;
    const { devnet, sender, readers } = this;
    for (const fault of step.faults) {
      const tookPlace = await faultKinds[fault.kind](fault, this);
      if (tookPlace !== false) this.injected.set(fault.kind, (this.injected.get(fault.kind) ?? 0) + 1);
    }
    const started = performance.now();
    await sender.send(await this.drafts(step), step.block);
    const mining = performance.now();
    await this.mine();
    const mined = performance.now();
    const info = await devnet.call('get_info');
    if (sender.isDisturbed && info.mempool_size === 0n) {
      await this.accounts.refresh(devnet);
      sender.isDisturbed = false;
    }
    const line = parseBlockLine(devnet.lines.splice(0).at(-1));
    this.#chainBytes += HEADER_BYTES;
    for (const { data } of this.ledger.ofBlock(step.block)) this.#chainBytes += data.length / 2;
    const sample = {
      ...step,
      life: this.#life,
      age: ++this.#age,
      topoheight: Number(info.topoheight),
      seconds: (mined - started) / 1000,
      mineMs: mined - mining,
      submitMs: sender.latencies.splice(0),
      readMs: readers.latencies.splice(0),
      chainBytes: this.#chainBytes,
      ...line,
      ...devnet.usage(),
      ...(this.#age % BLOCKS_PER_COLLECTION === 0 ? await devnet.inspector.neededBytes() : unknownNeeds),
    };
    this.samples.push(sample);
    this.onSample(sample, this);
  }

  async #drain() {
    for (let i = 0; i < MOST_DRAIN_BLOCKS; i++) {
      await this.mine();
      if ((await this.devnet.call('get_info')).mempool_size === 0n) return;
    }
    this.onFault(`transactions still wait after ${MOST_DRAIN_BLOCKS} blocks`);
  }
}
