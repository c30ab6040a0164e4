import { readFileSync, rmSync } from 'node:fs';
import type { Mempool } from '@tos/chain';
import { writeFileDurably } from '@tos/data-folder';
import type { Logger } from 'pino';
import { mempoolFile } from '../datadir/storage-place.ts';
import type { NodeEvents } from '../events/node-events.ts';
import { decodeMempool, encodeMempool } from './mempool-bytes.ts';

/** A process that is killed loses what arrived within this time. Writing the largest mempool, 5 MB, takes some milliseconds. */
const INTERVAL_MS = 10_000;

type KeptMempool = Pick<Mempool, 'entries' | 'restore'>;

/**
 * The file in the data directory that keeps waiting transactions while the node does not run. Nothing depends on it: where it is lost or
 * damaged, the senders send again.
 */
export class MempoolFile {
  readonly #path: string;
  readonly #mempool: KeptMempool;
  readonly #logger: Pick<Logger, 'warn'>;
  readonly #listen: () => void;
  readonly #events: NodeEvents;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    datadir: string,
    { mempool, events, logger }: { mempool: KeptMempool; events: NodeEvents; logger: Pick<Logger, 'warn'> },
  ) {
    this.#path = mempoolFile(datadir);
    this.#mempool = mempool;
    this.#logger = logger;
    this.#events = events;
    // The timer runs only while there is something to write: an idle node does nothing.
    this.#listen = () => {
      this.#timer ??= setTimeout(() => this.#write(), INTERVAL_MS).unref();
    };
  }

  /** Puts the transactions of the file into the mempool, each if it is valid still, and begins to follow the mempool. */
  async restore(): Promise<void> {
    const kept = this.#read();
    if (kept !== undefined) {
      const transactions = decodeMempool(kept);
      if (transactions === null) {
        this.#logger.warn(
          { file: this.#path },
          'the file of waiting transactions is damaged; they have to be sent again',
        );
      } else {
        await this.#mempool.restore(transactions);
      }
    }
    this.#events.on('transactionAdded', this.#listen);
    this.#events.on('transactionLeft', this.#listen);
  }

  /** Writes what waits, and follows the mempool no more. */
  close(): void {
    this.#events.off('transactionAdded', this.#listen);
    this.#events.off('transactionLeft', this.#listen);
    this.#write();
  }

  #read(): Uint8Array | undefined {
    try {
      return readFileSync(this.#path);
    } catch (error) {
      const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isMissing) this.#logger.warn({ err: error }, 'the file of waiting transactions cannot be read');
      return undefined;
    }
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    try {
      const entries = [...this.#mempool.entries()];
      if (entries.length === 0) rmSync(this.#path, { force: true });
      else writeFileDurably(this.#path, encodeMempool(entries));
    } catch (error) {
      this.#logger.warn({ err: error }, 'the file of waiting transactions cannot be written; a restart forgets them');
    }
  }
}
