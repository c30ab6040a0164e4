import { setImmediate } from 'node:timers/promises';
import type { OnProgress, Progress } from '@tos/chain';
import { Interrupted } from '../process/interrupted.ts';
import { formatInteger } from './format.ts';
import type { Output } from './output.ts';

const BAR_WIDTH = 30;
/** Moves the cursor to the beginning of the line, and empties the line. */
const TAKE_BACK = '\r\u001b[2K';
/** Time between two pictures of the bar on a terminal. */
const REDRAW_MS = 100;
/** Time between two lines elsewhere, where each line stays. */
const LINE_MS = 10_000;
/** Time between turns of the event loop, in which a signal gets through. */
const SLICE_MS = 50;

/** Shows the progress of long work: by a bar on a terminal; elsewhere by a line at the beginning and end of each stage and every ten seconds. */
export class ProgressBar {
  readonly #output: Pick<Output, 'isIdle' | 'abilities' | 'write'>;
  readonly #signal: AbortSignal;
  #stage = '';
  #shown = 0;
  #line = '';
  // The last line of the stage, as long as it is not shown.
  #unshown = '';
  #turned: number = performance.now();

  constructor(output: Pick<Output, 'isIdle' | 'abilities' | 'write'>, signal: AbortSignal) {
    this.#output = output;
    this.#signal = signal;
  }

  /** Takes reports, as many as the work makes. @throws Interrupted after the signal */
  readonly report: OnProgress = async (progress) => {
    const now = performance.now();
    if (now - this.#turned >= SLICE_MS) {
      await setImmediate();
      this.#turned = now;
    }
    if (this.#signal.aborted) throw new Interrupted(String(this.#signal.reason));
    if (this.#output.abilities.rewritesLines) this.#draw(progress, now);
    else this.#list(progress, now);
    this.#stage = progress.stage;
  };

  /** Removes the bar, so that the next text begins a line. */
  clear(): void {
    if (!this.#output.abilities.rewritesLines || this.#stage === '') return;
    this.#output.write(TAKE_BACK);
    this.#stage = '';
  }

  /** Removes the bar; elsewhere prints the last line if it is not shown yet. */
  end(): void {
    this.clear();
    this.#output.write(this.#unshown);
    this.#unshown = '';
  }

  #draw(progress: Progress, now: number): void {
    if (progress.stage === this.#stage && now - this.#shown < REDRAW_MS) return;
    // A terminal that was stopped must not show all old pictures when it goes on.
    if (!this.#output.isIdle) return;
    const filled = Math.round(shareOf(progress) * BAR_WIDTH);
    const bar = `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}]`;
    this.#output.write(`${TAKE_BACK}${progress.stage.padEnd(16)} ${bar} ${numbersOf(progress)}`);
    this.#shown = now;
  }

  #list(progress: Progress, now: number): void {
    const line = `${progress.stage.padEnd(16)} ${numbersOf(progress)}\n`;
    const isNew = progress.stage !== this.#stage;
    if (!isNew && now - this.#shown < LINE_MS) {
      this.#unshown = line === this.#line ? '' : line;
      return;
    }
    this.#output.write(isNew ? `${this.#unshown}${line}` : line);
    this.#line = line;
    this.#unshown = '';
    this.#shown = now;
  }
}

function shareOf({ done, total }: Progress): number {
  return total === 0 ? 1 : Math.min(1, done / total);
}

function numbersOf(progress: Progress): string {
  const percent = String(Math.floor(shareOf(progress) * 100)).padStart(3);
  return `${percent} %  ${formatInteger(progress.done)} of ${formatInteger(progress.total)}`;
}
