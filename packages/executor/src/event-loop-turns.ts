import { nextTurn, now } from './timers.ts';

// How long main works before other events get their turn. A step of the work (a proof on a slow machine: 10 ms) may come on top.
const SLICE_MS = 5;

/** Lets other events have their turn while main works: everything that may last asks, after each of its steps, whether one is due. */
export class EventLoopTurns {
  #end = 0;

  /** Work begins now, after others had their turn. */
  begin(): void {
    this.#end = now() + SLICE_MS;
  }

  get isDue(): boolean {
    return now() >= this.#end;
  }

  async give(): Promise<void> {
    await nextTurn();
    this.begin();
  }
}
