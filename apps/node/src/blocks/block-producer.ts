import type { Chain, ProducedBlock as ChainBlock, ChainHead, Mempool } from '@tos/chain';
import { MAX_BLOCK_SIZE, MAX_BLOCK_TRANSACTIONS, TosError } from '@tos/protocol';
import { decodeSequence, joinBatches, type PackedBatch } from '@tos/transaction';
import type { LoadBatch } from '../load/load-signer.ts';
import type { BlockTime } from './block-time.ts';
import type { OnBlock } from './produced-block.ts';

/** An idle devnet makes an empty block every ten seconds: clocks and confirmations move, and the terminal stays readable. */
export const HEARTBEAT_MS = 10_000;

export interface ProducerOptions {
  readonly blockTime: BlockTime;
  /** Number of blocks, empty ones included, after which the run ends. */
  readonly blocks?: number;
  /** Public key (32 bytes) that receives the rewards. */
  readonly miner: Uint8Array;
}

export interface ProducerCollaborators {
  readonly chain: Pick<Chain, 'head' | 'produceBlock'>;
  readonly mempool: Pick<Mempool, 'size' | 'take' | 'afterBlock'>;
  /** Makes transfers for every block besides those of the mempool. */
  readonly load?: { next(head: ChainHead): Promise<LoadBatch> };
  readonly onBlock: OnBlock;
}

/** Work that waits for its turn between two blocks. */
interface Command {
  /** Never rejects. */
  run(): Promise<void>;
  refuse(error: TosError): void;
}

/** Makes one block now, and resolves when it is durable. @throws TOS_INTERRUPTED when the run ends, and as `Chain.produceBlock` */
export type MakeBlock = () => Promise<ChainBlock>;

/**
 * Makes blocks, one at a time: at the times that the block time gives, and when asked. In mode `needed` a block is made as soon as there are
 * transactions, a number of blocks was asked for, or the last block is `HEARTBEAT_MS` old, and no sooner than `ms` after the block before it.
 */
export class BlockProducer {
  readonly #options: ProducerOptions;
  readonly #parts: ProducerCollaborators;
  readonly #commands: Command[] = [];
  #blockTime: BlockTime;
  #isPaused = false;
  #signal: AbortSignal | undefined;
  #hasEnded = false;
  #failure: { readonly error: unknown } | undefined;
  #made = 0;
  // When the last block was due, and when it was done.
  #tick = 0;
  #lastBlock = 0;
  #isIdle = false;
  #interrupt: () => void = () => undefined;

  constructor(options: ProducerOptions, collaborators: ProducerCollaborators) {
    this.#options = options;
    this.#parts = collaborators;
    this.#blockTime = options.blockTime;
  }

  get blockTime(): BlockTime {
    return this.#blockTime;
  }

  /** Whether blocks are made only when asked for, whatever the block time is. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** To be called when the mempool has a new transaction. */
  wake(): void {
    // While transactions wait already, one more changes nothing.
    if (this.#isIdle) this.#interrupt();
  }

  /** Changes when the next blocks are made. A block under way is finished. */
  setBlockTime(blockTime: BlockTime): void {
    this.#blockTime = blockTime;
    this.#interrupt();
  }

  /** Makes no further blocks but those that are asked for. A block under way is finished. */
  pause(): void {
    this.#isPaused = true;
    this.#interrupt();
  }

  resume(): void {
    this.#isPaused = false;
    this.#interrupt();
  }

  /**
   * Makes blocks now, one after the other, also while production is paused. @returns them, once the last one is durable
   * @throws TOS_INTERRUPTED when the run ends before that; the message has the number of blocks that were made
   */
  mine(count: number): Promise<readonly ChainBlock[]> {
    return this.between(async (makeBlock) => {
      const blocks: ChainBlock[] = [];
      while (blocks.length < count) {
        // Calls and signals come in between two blocks.
        await turn();
        if (this.#isOver()) throw interrupted(`${blocks.length} of ${count} blocks were made`);
        blocks.push(await makeBlock());
      }
      return blocks;
    });
  }

  /**
   * Does work while no other block is under way; its blocks are made by the function that the work receives.
   * @throws TOS_INTERRUPTED once the run has ended, and whatever the work throws
   */
  between<T>(work: (makeBlock: MakeBlock) => Promise<T>): Promise<T> {
    if (this.#hasEnded) return Promise.reject(interrupted('nothing was done'));
    return new Promise((resolve, reject) => {
      this.#commands.push({
        run: () => work(() => this.#makeBlock()).then(resolve, reject),
        refuse: reject,
      });
      this.#interrupt();
    });
  }

  /**
   * Makes blocks until their number is reached or the signal comes; a block under way is finished first.
   * @throws as `Chain.produceBlock`, whoever has asked for that block
   */
  async run(signal: AbortSignal): Promise<void> {
    this.#signal = signal;
    const interrupt = (): void => this.#interrupt();
    signal.addEventListener('abort', interrupt);
    this.#tick = performance.now();
    this.#lastBlock = this.#tick;
    try {
      while (!this.#isOver()) await this.#step(signal);
    } finally {
      signal.removeEventListener('abort', interrupt);
      this.#hasEnded = true;
      for (const { refuse } of this.#commands.splice(0)) refuse(interrupted('nothing was done'));
    }
  }

  /** Does what was asked for, or waits for the next block and makes it. */
  async #step(signal: AbortSignal): Promise<void> {
    const command = this.#commands.shift();
    if (command !== undefined) {
      await command.run();
      if (this.#failure !== undefined) throw this.#failure.error;
      return;
    }
    const now = performance.now();
    const due = this.#due();
    if (await this.#wait(due - now, signal)) return;
    // In a turn of the event loop whoever is called may change what is due.
    if (this.#commands.length > 0 || signal.aborted || this.#due() > performance.now()) return;
    await this.#produce(Math.max(due, now), signal);
  }

  #isOver(): boolean {
    return this.#signal?.aborted === true || this.#made >= (this.#options.blocks ?? Number.POSITIVE_INFINITY);
  }

  /** When the next block is due; infinity when only a command makes one. */
  #due(): number {
    const { mode, ms } = this.#blockTime;
    const { load, mempool } = this.#parts;
    this.#isIdle = false;
    if (this.#isPaused || mode === 'manual') return Number.POSITIVE_INFINITY;
    const next = this.#tick + ms;
    const isNeeded = mode === 'every' || this.#options.blocks !== undefined || load !== undefined || mempool.size > 0;
    if (isNeeded) return next;
    this.#isIdle = true;
    return Math.max(next, this.#lastBlock + HEARTBEAT_MS);
  }

  async #makeBlock(): Promise<ChainBlock> {
    const signal = this.#signal;
    if (signal === undefined || this.#isOver()) throw interrupted('no block was made');
    const block = await this.#produce(performance.now(), signal);
    if (block === undefined) throw interrupted('no block was made');
    return block;
  }

  /** Makes a block. @returns undefined when the signal came before the block was begun */
  async #produce(tick: number, signal: AbortSignal): Promise<ChainBlock | undefined> {
    const { chain, mempool, load, onBlock } = this.#parts;
    this.#tick = tick;
    try {
      const start = performance.now();
      const signed = await load?.next(chain.head);
      if (signal.aborted) return undefined;
      const candidates = this.#candidates(signed);
      const block = await chain.produceBlock({ candidates, miner: this.#options.miner });
      const elapsedMs = performance.now() - start;
      this.#made++;
      mempool.afterBlock(block.transactions, block.leftOut);
      onBlock(
        {
          height: block.height,
          transactions: block.transactions.count,
          leftOut: block.leftOut.length,
          elapsedMs,
          commitMs: block.commitMs,
          report: block.report,
        },
        block,
      );
      this.#lastBlock = performance.now();
      return block;
    } catch (error) {
      // A chain that fails ends the run, also when a command has asked for the block and takes the error.
      this.#failure = { error };
      throw error;
    }
  }

  /** The transactions of the mempool, then the load; the chain leaves out what does not fit. */
  #candidates(load: LoadBatch | undefined): PackedBatch {
    const { mempool } = this.#parts;
    if (load === undefined) return mempool.take(MAX_BLOCK_SIZE, MAX_BLOCK_TRANSACTIONS);
    const waiting = mempool.take(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    return joinBatches([waiting, decodeSequence(load.bytes, 0, load.count).batch]);
  }

  /**
   * Waits at least a turn of the event loop, so that calls and signals come in between two blocks.
   * @param ms infinity waits for an interruption
   * @returns whether the waiting was interrupted
   */
  async #wait(ms: number, signal: AbortSignal): Promise<boolean> {
    if (ms <= 0 || signal.aborted) {
      await turn();
      return false;
    }
    return new Promise((resolve) => {
      const timer = ms === Number.POSITIVE_INFINITY ? undefined : setTimeout(() => done(false), ms);
      const done = (isInterrupted: boolean): void => {
        clearTimeout(timer);
        this.#interrupt = () => undefined;
        resolve(isInterrupted);
      };
      this.#interrupt = () => done(true);
    });
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The error of whoever asks for what is not done any more. */
function interrupted(what: string): TosError {
  return new TosError('TOS_INTERRUPTED', { what, reason: 'the node is stopping' });
}
