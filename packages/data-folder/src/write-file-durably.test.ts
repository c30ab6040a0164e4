import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeFileDurably } from './write-file-durably.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tos-file-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('a file takes the place of the one before', () => {
  const path = join(folder, 'file');
  writeFileDurably(path, 'one');
  writeFileDurably(path, 'two');
  expect(readFileSync(path, 'utf8')).toBe('two');
  expect(readdirSync(folder)).toEqual(['file']);
});

test('what cannot take its place leaves nothing behind', () => {
  mkdirSync(join(folder, 'folder'));
  expect(() => writeFileDurably(join(folder, 'folder'), 'text')).toThrow();
  expect(readdirSync(folder)).toEqual(['folder']);
});
