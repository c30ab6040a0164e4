import { setImmediate } from 'node:timers/promises';
import type { OnProgress, Progress } from '@tos/chain';
import { Interrupted } from '../process/interrupted.ts';
import { formatInteger } from './format.ts';
import type { Output } from './output.ts';

const BAR_WIDTH = 30;
/** Goes to the beginning of the line and empties it. */
const TAKE_BACK = '\r\u001b[2K';
/** Between pictures on a terminal; and between lines elsewhere, where each one stays. */
const REDRAW_MS = 100;
const LINE_MS = 10_000;
/** Between turns of the event loop, so that a signal gets through. */
const SLICE_MS = 50;

/** Shows how far a work is: a bar on a terminal; elsewhere a line where a stage begins and where it ends, and one every ten seconds. */
export class ProgressBar {
  readonly #output: Pick<Output, 'isIdle' | 'abilities' | 'write'>;
  readonly #signal: AbortSignal;
  #stage = '';
  #shown = 0;
  #line = '';
  /** The last line of the stage, while it is not shown. */
  #unshown = '';
  #turned: number = performance.now();

  constructor(output: Pick<Output, 'isIdle' | 'abilities' | 'write'>, signal: AbortSignal) {
    this.#output = output;
    this.#signal = signal;
  }

  /** For a work to call as often as it likes. @throws Interrupted after the signal */
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

  /** Takes the bar away, so that what is printed next begins a line. */
  clear(): void {
    if (!this.#output.abilities.rewritesLines || this.#stage === '') return;
    this.#output.write(TAKE_BACK);
    this.#stage = '';
  }

  /** Takes the bar away; elsewhere shows where the work ended. */
  end(): void {
    this.clear();
    this.#output.write(this.#unshown);
    this.#unshown = '';
  }

  #draw(progress: Progress, now: number): void {
    if (progress.stage === this.#stage && now - this.#shown < REDRAW_MS) return;
    // A terminal that was stopped shall not go through all pictures when it goes on.
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
