import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { assertNotLost, storageIn } from './storage-place.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tos-storage-place-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const begun = (text: string): void => writeFileSync(join(folder, 'begun.json'), text);

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  throw new Error('it did not throw');
}

test.each(['', 'x', '{"a":1}', '["lmdb","tape"]', '[1]', 'null'])(
  'a list of begun storages of %j is refused in one line',
  (text) => {
    begun(text);
    expect(messageOf(() => storageIn(folder, undefined))).toBe(
      `${join(folder, 'begun.json')}: it must be a list of the storages that a chain was begun in, like ["lmdb"]. Correct the setting that the message names.`,
    );
  },
);

test('of a chain that was lost, the message says once what to do', () => {
  begun('["lmdb"]');
  const location = join(folder, 'chain');
  const remedy = 'Restore a backup or synchronise again into a new data directory.';
  expect(messageOf(() => storageIn(folder, undefined))).toBe(
    `${join(location, 'data.mdb')}: it is empty or gone, and there was a chain in it. ${remedy}`,
  );
  expect(messageOf(() => assertNotLost({ kind: 'lmdb', location, wasBegun: true }, undefined))).toBe(
    `${location}: there is no block in it, and there was a chain in it. ${remedy}`,
  );
});
