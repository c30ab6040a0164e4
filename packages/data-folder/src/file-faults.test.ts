import fs, { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DraftFile } from './draft-file.ts';
import { lockFolder } from './folder-lock.ts';
import { makeFolder } from './make-folder.ts';
import { writeFileDurably } from './write-file-durably.ts';

// Each call of the file system that a writer makes fails once with each error that a file system may answer.

const calls = [
  'closeSync',
  'fsyncSync',
  'linkSync',
  'mkdirSync',
  'openSync',
  'renameSync',
  'writeFileSync',
  'writeSync',
] as const;
const answers = [
  'EACCES',
  'EBUSY',
  'EDQUOT',
  'EFBIG',
  'EINVAL',
  'EIO',
  'EMFILE',
  'ENOSPC',
  'ENOSYS',
  'ENOTSUP',
  'EPERM',
  'EROFS',
  'EXDEV',
];
const real = Object.fromEntries(calls.map((name) => [name, fs[name]]));

interface Writer {
  readonly write: (folder: string) => unknown;
  /** The files that are in the folder after a success. */
  readonly leaves: readonly string[];
  /** The calls that the writer makes on every system, and makes itself rather than inside Node. */
  readonly makes: readonly (typeof calls)[number][];
}

/** The functions of this package that write into a folder. */
const writers: Readonly<Record<string, Writer>> = {
  writeFileDurably: {
    write: (folder) => writeFileDurably(join(folder, 'file'), 'new'),
    leaves: ['file'],
    makes: ['closeSync', 'fsyncSync', 'openSync', 'renameSync', 'writeFileSync'],
  },
  DraftFile: {
    write: (folder) => {
      const draft = new DraftFile(join(folder, 'file'));
      try {
        fs.writeSync(draft.file, 'new');
        draft.place();
      } finally {
        draft.discard();
      }
    },
    leaves: ['file'],
    makes: ['closeSync', 'fsyncSync', 'openSync', 'renameSync', 'writeSync'],
  },
  makeFolder: { write: (folder) => makeFolder(join(folder, 'below')), leaves: ['below', 'file'], makes: ['mkdirSync'] },
  lockFolder: {
    write: async (folder) => (await lockFolder(folder)).release(),
    leaves: ['file'],
    makes: ['linkSync', 'writeFileSync'],
  },
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tos-faults-'));
});

afterEach(() => {
  useFiles(real);
  rmSync(folder, { recursive: true });
});

function useFiles(functions: object): void {
  Object.assign(fs, functions);
  syncBuiltinESMExports();
}

function openFiles(): number {
  return process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
}

/** Makes the nth call of this name fail. A failing `closeSync` closes its file all the same, as Linux does. */
function failing(name: (typeof calls)[number], nth: number, code: string): { isReached: boolean } {
  const state = { isReached: false };
  let count = 0;
  useFiles({
    [name]: (...args: unknown[]): unknown => {
      if (count++ !== nth) return Reflect.apply(real[name]!, fs, args);
      state.isReached = true;
      if (name === 'closeSync') Reflect.apply(real[name]!, fs, args);
      throw Object.assign(new Error(`${code}: injected`), { code });
    },
  });
  return state;
}

for (const [writer, { write, leaves, makes }] of Object.entries(writers)) {
  test.each(calls)(
    `${writer}, %s fails: all or nothing, nothing beside it, and the next time it succeeds`,
    async (name) => {
      let reached = 0;
      for (const code of answers) {
        for (let nth = 0; ; nth++) {
          rmSync(folder, { recursive: true });
          mkdirSync(folder);
          writeFileSync(join(folder, 'file'), 'old');
          const before = openFiles();
          const fault = failing(name, nth, code);
          let error: unknown;
          try {
            await write(folder);
          } catch (caught) {
            error = caught;
          }
          useFiles(real);
          if (!fault.isReached) break;
          reached++;
          const at = `${name} ${nth} answers ${code}`;
          expect(openFiles(), at).toBe(before);
          // After every error the file is the whole old one or the whole new one; a folder that was made may stay.
          expect(['old', 'new'], at).toContain(readFileSync(join(folder, 'file'), 'utf8'));
          const isAsPromised = readdirSync(folder).every((entry) => entry === 'file' || entry === 'below');
          expect(isAsPromised, `${at} leaves ${readdirSync(folder)}`).toBe(true);
          if (error !== undefined) expect(error, at).toMatchObject({ code });
          await write(folder);
          expect(readdirSync(folder).sort(), at).toEqual([...leaves].sort());
        }
      }
      // Each error was injected at each place, and a call that the writer makes was met.
      expect(reached % answers.length).toBe(0);
      if (makes.includes(name)) expect(reached).toBeGreaterThan(0);
    },
  );
}
