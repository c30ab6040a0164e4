import { formatInteger } from './format.ts';
import type { Sink } from './sink.ts';
import { createStyle, type Style } from './style.ts';
import type { TerminalAbilities } from './terminal-abilities.ts';

/** The most characters that wait for a reader which takes nothing: the lines of 100,000 blocks, a day of one block per second. */
const MOST_WAITING_CHARACTERS = 16 << 20;
/** Characters per write: what a pipe takes as one piece (PIPE_BUF). It is small, so that a slow reader shows progress. */
const CHUNK_CHARACTERS = 4096;
/** Time between attempts to write to a full disk. */
const RETRY_MS = 1000;
/** How long `end` waits for a reader that takes nothing, which may be a pager. */
const PATIENCE_MS = 60_000;
/** How long `end` waits after a signal, which leaves a process ten seconds in all. */
const PATIENCE_AFTER_SIGNAL_MS = 2000;

/**
 * Text for a standard stream that may be slow, stopped, full, closed or never read. Nobody has to wait for the stream: text that it has not
 * taken waits in memory. When more than `MOST_WAITING_CHARACTERS` wait, the oldest text is left out, and a line says so.
 */
export class Output {
  readonly abilities: TerminalAbilities;
  readonly style: Style;
  readonly columns: () => number | undefined;
  readonly #sink: Sink;
  #waiting: string[] = [];
  #waitingCharacters = 0;
  #leftOut = 0;
  // What the sink was given and has not taken yet.
  #chunk: Uint8Array = new Uint8Array(0);
  #isWriting = false;
  #hasReaderGone = false;
  #failure: Error | undefined;
  #retry: NodeJS.Timeout | undefined;
  #lastTaken = 0;
  #onFailure: (error: Error) => void = () => undefined;
  #onAnswer: () => void = () => undefined;

  /** @param columns the width of a terminal at this moment; undefined where it is not known */
  constructor(sink: Sink, abilities: TerminalAbilities, columns: () => number | undefined = () => undefined) {
    this.#sink = sink;
    this.columns = columns;
    this.abilities = abilities;
    this.style = createStyle(abilities.hasColours);
  }

  /** True when the stream has taken everything. */
  get isIdle(): boolean {
    return this.#waiting.length === 0 && this.#chunk.length === 0;
  }

  /** Why text cannot be written: the error of a full disk. A reader that has gone is no failure: it had what it wanted. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** @param listener called when writing begins to fail; called again only after writing has worked in between */
  onFailure(listener: (error: Error) => void): void {
    this.#onFailure = listener;
  }

  readonly print = (line: string): void => this.write(`${line}\n`);

  /** Writes lines, or a new picture of the line that the cursor is in. */
  readonly write = (text: string): void => {
    if (this.#hasReaderGone || text === '') return;
    this.#waiting.push(text);
    this.#waitingCharacters += text.length;
    while (this.#waitingCharacters > MOST_WAITING_CHARACTERS && this.#waiting.length > 1) {
      this.#waitingCharacters -= this.#waiting.shift()!.length;
      this.#leftOut++;
    }
    this.#next();
  };

  /**
   * Waits until the stream has taken everything, or has taken nothing for `PATIENCE_MS`. Nothing may be written afterwards.
   * @param stop after this signal the wait is `PATIENCE_AFTER_SIGNAL_MS`
   */
  async end(stop: AbortSignal): Promise<void> {
    let since = performance.now();
    const begin = (): void => {
      since = performance.now();
    };
    stop.addEventListener('abort', begin);
    // One more attempt to write to a disk that was full.
    this.#next();
    while (!this.isIdle && (this.#isWriting || this.#failure === undefined)) {
      const patience = stop.aborted ? PATIENCE_AFTER_SIGNAL_MS : PATIENCE_MS;
      if (performance.now() - Math.max(since, this.#lastTaken) > patience) break;
      await this.#answer();
    }
    stop.removeEventListener('abort', begin);
    clearTimeout(this.#retry);
  }

  #next(): void {
    if (this.#isWriting || this.isIdle) return;
    clearTimeout(this.#retry);
    if (this.#chunk.length === 0) this.#chunk = this.#nextChunk();
    this.#isWriting = true;
    this.#sink.write(this.#chunk, (error, taken) => this.#written(error, taken));
  }

  #written(error: Error | null, taken: number): void {
    this.#isWriting = false;
    this.#chunk = this.#chunk.subarray(taken);
    if (taken > 0) this.#lastTaken = performance.now();
    if (error === null) {
      this.#failure = undefined;
      this.#next();
    } else if (this.#sink.endsWithError) {
      this.#hasReaderGone = true;
      this.#waiting = [];
      this.#chunk = new Uint8Array(0);
    } else {
      const isNew = this.#failure === undefined;
      this.#failure = error;
      this.#retry = setTimeout(() => this.#next(), RETRY_MS).unref();
      if (isNew) this.#onFailure(error);
    }
    this.#onAnswer();
  }

  #nextChunk(): Uint8Array {
    const note = this.#leftOut === 0 ? '' : `(${formatInteger(this.#leftOut)} lines left out: nobody took them)\n`;
    this.#leftOut = 0;
    let size = 0;
    let count = 0;
    while (size < CHUNK_CHARACTERS && count < this.#waiting.length) size += this.#waiting[count++]!.length;
    this.#waitingCharacters -= size;
    return new TextEncoder().encode(note + this.#waiting.splice(0, count).join(''));
  }

  /** Resolves when the sink has answered, after 100 ms at the latest: then the clock is read again. */
  #answer(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, 100);
      this.#onAnswer = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
