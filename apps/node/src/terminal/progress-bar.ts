import { setImmediate } from 'node:timers/promises';
import type { OnProgress } from '@tos/chain';
import { Interrupted } from '../interrupted.ts';
import { formatInteger } from './format.ts';

const BAR_WIDTH = 30;
/** Between pictures on a terminal; and between lines elsewhere, where each one stays. */
const REDRAW_MS = 100;
const LINE_MS = 10_000;
/** Between turns of the event loop, so that a signal gets through. */
const SLICE_MS = 50;

export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Shows how far a work is: a bar on a terminal; elsewhere a line for every stage, and one every ten seconds. */
export class ProgressBar {
  readonly #stream: ProgressStream;
  readonly #signal: AbortSignal;
  #stage = '';
  #shown = 0;
  #turned: number = performance.now();

  constructor(stream: ProgressStream, signal: AbortSignal) {
    this.#stream = stream;
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
    const { stage, done, total } = progress;
    const isNew = stage !== this.#stage;
    if (!isNew && now - this.#shown < (this.#stream.isTTY ? REDRAW_MS : LINE_MS)) return;
    this.#stage = stage;
    this.#shown = now;
    const share = total === 0 ? 1 : Math.min(1, done / total);
    const numbers = `${String(Math.floor(share * 100)).padStart(3)} %  ${formatInteger(done)} of ${formatInteger(total)}`;
    const filled = Math.round(share * BAR_WIDTH);
    const bar = `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}]`;
    if (this.#stream.isTTY) this.#stream.write(`\r\u001b[2K${stage.padEnd(16)} ${bar} ${numbers}`);
    else this.#stream.write(`${stage.padEnd(16)} ${numbers}\n`);
  };

  /** Takes the bar away, so that what is printed next begins a line. */
  clear(): void {
    if (this.#stream.isTTY && this.#stage !== '') this.#stream.write('\r\u001b[2K');
    this.#stage = '';
  }
}
