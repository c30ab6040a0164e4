import { Interrupted } from '../process/interrupted.ts';
import type { Output } from '../terminal/output.ts';

/** What questions read: a terminal, or a stream that is none. */
export interface Answers {
  readonly isTTY?: boolean;
  setRawMode?(isRaw: boolean): unknown;
  setEncoding(encoding: 'utf8'): unknown;
  on(event: 'data', listener: (text: string) => void): unknown;
  off(event: 'data', listener: (text: string) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

const [CTRL_C, CTRL_D, CTRL_U, BACKSPACE, DELETE] = ['\u0003', '\u0004', '\u0015', '\b', '\u007f'];
const NOTHING = 'Nothing was done.';
const ENDS: ReadonlySet<string> = new Set(['\r', '\n', CTRL_C, CTRL_D]);

/** Questions to the person at a terminal. They go to stderr: stdout is for answers. */
export class Questions {
  readonly #input: Answers;
  readonly #output: Pick<Output, 'write'>;
  readonly #stop: AbortSignal;

  /** @param stop ends a question as Ctrl+C does */
  constructor(input: Answers, output: Pick<Output, 'write'>, stop: AbortSignal) {
    this.#input = input;
    this.#output = output;
    this.#stop = stop;
  }

  /** Whether there is a person who could answer. */
  get canAsk(): boolean {
    return this.#input.isTTY === true && this.#input.setRawMode !== undefined;
  }

  /** Asks for a text that nobody should read over a shoulder: it is not shown. @throws Interrupted after Ctrl+C and at the signal */
  async askHidden(question: string): Promise<string> {
    return this.#ask(question, false);
  }

  /** Asks whether to go on. @returns true for "y" or "yes" alone. @throws Interrupted after Ctrl+C and at the signal */
  async confirm(question: string): Promise<boolean> {
    return /^\s*y(es)?\s*$/i.test(await this.#ask(`${question} [y/N] `, true));
  }

  /** The terminal is raw meanwhile: in its usual mode it would show what is typed. */
  #ask(question: string, isShown: boolean): Promise<string> {
    const input = this.#input;
    const stop = this.#stop;
    if (stop.aborted) return Promise.reject(new Interrupted(NOTHING));
    this.#output.write(question);
    input.setEncoding('utf8');
    input.setRawMode?.(true);
    return new Promise<string>((resolve, reject) => {
      let line = '';
      const end = (by: string): void => {
        input.off('data', read);
        stop.removeEventListener('abort', interrupt);
        input.setRawMode?.(false);
        input.pause();
        this.#output.write('\n');
        if (by === CTRL_C || by === CTRL_D) reject(new Interrupted(NOTHING));
        else resolve(line);
      };
      const interrupt = (): void => end(CTRL_C);
      const read = (text: string): void => {
        for (const character of text) {
          if (ENDS.has(character)) {
            end(character);
            return;
          }
          const before = line;
          line = edited(line, character);
          if (isShown) this.#output.write(change(before, line));
        }
      };
      stop.addEventListener('abort', interrupt);
      input.on('data', read);
      input.resume();
    });
  }
}

/** The line after a key. Control characters are keys such as arrows, which mean nothing here. */
function edited(line: string, key: string): string {
  if (key === CTRL_U) return '';
  if (key === BACKSPACE || key === DELETE) return [...line].slice(0, -1).join('');
  return key < ' ' ? line : line + key;
}

/** What makes a terminal show a line that was changed at its end. */
function change(before: string, after: string): string {
  if (after.startsWith(before)) return after.slice(before.length);
  return '\b \b'.repeat([...before].length - [...after].length);
}
