import { readFileSync } from 'node:fs';
import { writeModule } from './failures.ts';

const tutorial = readFileSync(new URL('../examples/log-store.mjs', import.meta.url), 'utf8');

const TAKES_A_VIEW = 'return this.#index.view();';
const TAKES_ROWS = 'const rows = Array.from(puts, ({ table, key, value }) => [table, key, value]);';
const IS_FULL = '// A full disk may have taken a part of the entry.';

/** Faults of the tutorial's store: parts of its text, and what takes their place. */
const faults: Readonly<Record<string, readonly (readonly [part: string, change: string])[]>> = {
  'lets in a second writer': [['this.#lock = await lockFolder(this.#location);', '']],
  'forgets that it is readOnly': [['new LogStore(options)', 'new LogStore({ ...options, readOnly: false })']],
  'makes its files when it is readOnly': [
    [
      "this.#file = openSync(join(this.#location, 'log'), this.readOnly ? 'r' : 'a+');",
      `mkdirSync(this.#location, { recursive: true });
      this.#file = openSync(join(this.#location, 'log'), 'a+');`,
    ],
  ],
  'throws errors of the file system': [['if (isTosError(cause)) return cause;', 'return cause;']],
  'reads what was there when it opened': [['if (this.readOnly) await this.#replay();', '']],
  'moves the views of readers on': [
    [
      TAKES_A_VIEW,
      `if (!this.readOnly) return this.#index.view();
    const newest = async () => {
      await this.#replay();
      return this.#index.view();
    };
    return {
      read: async (...args) => (await newest()).read(...args),
      range: async (...args) => (await newest()).range(...args),
      close() {},
    };`,
    ],
  ],
  'waits for its readers': [
    [
      TAKES_A_VIEW,
      `const view = this.#index.view();
    if (!this.readOnly) return view;
    const { rmSync } = await import('node:fs');
    const mark = join(this.#location, 'reading');
    closeSync(openSync(mark, 'w'));
    const close = view.close.bind(view);
    view.close = () => {
      close();
      rmSync(mark, { force: true });
    };
    return view;`,
    ],
    [
      TAKES_ROWS,
      `const { existsSync } = await import('node:fs');
    if (existsSync(join(this.#location, 'reading'))) throw failure('write', new Error('somebody reads'));
    ${TAKES_ROWS}`,
    ],
  ],
  'resolves before it has written': [
    [
      'for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done);',
      `const file = this.#file;
      setTimeout(() => {
        try {
          writeSync(file, bytes);
        } catch {}
      }, 30);`,
    ],
  ],
  'writes a change in two entries': [
    [
      TAKES_ROWS,
      `const [first, ...others] = puts;
    if (others.length > 0) {
      await this.write([first]);
      for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
    }
    const rows = (others.length > 0 ? others : first ? [first] : []).map(({ table, key, value }) => [table, key, value]);`,
    ],
  ],
  'leaves half an entry on a full disk': [['ftruncateSync(this.#file, this.#size);\n      throw', 'throw']],
  'throws when it is read in another thread': [
    ['async view() {', "async view() { if (this.readOnly) throw new Error('no reading here');"],
  ],
  'cannot be read when it is full': [
    ['async view() {', "async view() { if (this.#size > 650_000) throw new Error('cannot say its head');"],
  ],
  'gives up for ever when the disk is full': [
    [TAKES_ROWS, `if (this.full) throw failure('append', this.full);\n    ${TAKES_ROWS}`],
    [IS_FULL, 'this.full = error;'],
  ],
  'loses what it acknowledged around a full disk': [
    ['const body = serialize(rows);', 'if (this.full) return this.#apply(rows);\n    const body = serialize(rows);'],
    [IS_FULL, 'this.full = true;'],
  ],
};

/** A module with the tutorial's store, which has a fault. @returns its URL */
export function brokenLog(fault: string): URL {
  let text = tutorial;
  for (const [part, change] of faults[fault] ?? []) {
    if (text.split(part).length !== 2) throw new Error(`the tutorial does not have the part "${part}" once`);
    text = text.replace(part, () => change);
  }
  if (text === tutorial) throw new Error(`there is no fault "${fault}"`);
  return writeModule(`log that ${fault}`, text);
}
