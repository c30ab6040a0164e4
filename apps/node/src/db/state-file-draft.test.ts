import fs, { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTosError } from '@tos/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStateFile } from './open-state-file.ts';
import { StateFileDraft } from './state-file-draft.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tos-state-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Pieces like those of a state file: small ones, a large one, the checksum. */
const pieces = [700, 3_000_000, 1_048_576, 12, 32].map((size, i) => new Uint8Array(size).fill(i + 1));
const whole = Buffer.concat(pieces);

function write(path: string): void {
  const draft = new StateFileDraft(path);
  try {
    for (const piece of pieces) draft.write(piece);
    draft.place();
  } catch (error) {
    draft.discard();
    throw error;
  }
}

test('a disk that takes a part of each write has the whole file, and one that is full nothing of it', () => {
  const { writeSync } = fs;
  const onDisk = (writeTo: (file: number, bytes: Uint8Array, at: number) => number, work: () => void): void => {
    Object.assign(fs, { writeSync: writeTo });
    syncBuiltinESMExports();
    try {
      work();
    } finally {
      Object.assign(fs, { writeSync });
      syncBuiltinESMExports();
    }
  };
  const path = join(folder, 'state');
  onDisk(
    (file, bytes, at) => writeSync(file, bytes, at, Math.min(bytes.length - at, 7 + (at % 65_536))),
    () => write(path),
  );
  expect(Buffer.compare(readFileSync(path), whole)).toBe(0);
  for (let full = 0, isFull = true; isFull; full++) {
    const target = mkdtempSync(join(folder, 'full-'));
    let writes = 0;
    isFull = false;
    const fail = (file: number, bytes: Uint8Array, at: number): number => {
      if (writes++ !== full) return writeSync(file, bytes, at);
      isFull = true;
      throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
    };
    let error: unknown;
    onDisk(fail, () => {
      try {
        write(join(target, 'state'));
      } catch (caught) {
        error = caught;
      }
    });
    expect(readdirSync(target), `write ${full}`).toEqual(isFull ? [] : ['state']);
    expect(isTosError(error, 'TOS_STORAGE_FAILURE'), `write ${full}`).toBe(isFull);
  }
});

test('a draft that is given up leaves nothing', () => {
  const file = join(folder, 'given-up');
  const before = readdirSync(folder);
  const draft = new StateFileDraft(file);
  draft.write(pieces[0]!);
  expect(readdirSync(folder).length).toBe(before.length + 1);
  draft.discard();
  expect(existsSync(file)).toBe(false);
  expect(readdirSync(folder)).toEqual(before);
});

test('a folder that is not there is reported', () => {
  expect(() => new StateFileDraft(join(folder, 'no', 'such'))).toThrow('The state file could not be written');
  expect(() => openStateFile(join(folder, 'nothing'))).toThrow('FILE: ENOENT');
});
