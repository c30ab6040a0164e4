import { nextTurn, now } from '@tos/tasks/threads';

// How many milliseconds main works before other events get their turn. One step of the work (a proof on a slow machine takes 10 ms) may come
// on top.
const SLICE_MS = 5;

/** Gives other events their turns while main works: all code that may take long asks after each of its steps whether a turn is due. */
export class EventLoopTurns {
  #end = 0;

  /** Notes that work begins now, after other events had their turn. */
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
