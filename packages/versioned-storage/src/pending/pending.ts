import type { Topoheight } from '@tos/state';
import type { ChangeRow } from '../rows/change-row.ts';
import { Flush } from './flush.ts';
import { Generation } from './generation.ts';

/** The versions that `latest` lacks, as the one who writes to a store holds them. */
export class Pending {
  /** Newest first: the one that grows, then the one that is being flushed, and one whose flush ends with the write that is under way. */
  generations: readonly Generation[];
  flush: Flush | null = null;
  /** Topoheight up to which `latest` may hold versions: a rollback below it puts rows back there. */
  reach: Topoheight | null;
  readonly #salt: number;

  /**
   * @param reach after a start: the head, since a flush that was under way may have come anywhere
   * @param expected versions
   */
  constructor(salt: number, reach: Topoheight | null, expected: number = 0) {
    this.#salt = salt;
    this.reach = reach;
    this.generations = [new Generation(salt, expected)];
  }

  get growing(): Generation {
    return this.generations[0]!;
  }

  /** @param hashes of the places of the row, by `placeHashes` */
  add(changes: ChangeRow, hashes: Uint32Array, born: number): void {
    this.growing.add({ changes, born, died: Infinity }, hashes);
  }

  /** Lets the block at a topoheight die with a write, if a generation has it. */
  kill(topoheight: Topoheight, sequence: number): void {
    for (const generation of this.generations) generation.kill(topoheight, sequence);
  }

  /** Begins to flush the generation that grows. The flush before must be done. */
  beginFlush(head: Topoheight): Flush {
    this.flush = new Flush(this.growing, head);
    this.generations = [new Generation(this.#salt, this.growing.size), ...this.generations];
    this.reach = Math.max(this.reach ?? 0, head);
    return this.flush;
  }

  /** Forgets a generation whose flush is done. Snapshots that need it hold it. */
  endFlush(flush: Flush): void {
    this.generations = this.generations.filter((generation) => generation !== flush.generation);
    if (this.flush === flush) this.flush = null;
  }
}
