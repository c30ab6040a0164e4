import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTosError } from '@tos/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readConfigFile } from './config-file.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tos-config-'));
  path = join(folder, 'my.toml');
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function refusalOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isTosError(error, 'TOS_INVALID_CONFIG')) return error.message;
    throw error;
  }
  throw new Error('it was not refused');
}

test('values are as TOML has them, and keys have lines', () => {
  writeFileSync(path, '# mine\n\nworkers = 2\n"block-time" = "500ms"\n  verify-parallel=true\n');
  const file = readConfigFile(path, {});
  expect(file?.values).toEqual(
    new Map<string, unknown>([
      ['workers', 2],
      ['block-time', '500ms'],
      ['verify-parallel', true],
    ]),
  );
  const places = ['workers', 'block-time', 'verify-parallel', 'load'].map((key) => file?.placeOf(key));
  expect(places).toEqual([`${path}:3`, `${path}:4`, `${path}:5`, path]);
});

test('the flag goes before the variable, and an empty variable is none', () => {
  writeFileSync(path, 'workers = 1');
  const other = join(folder, 'other.toml');
  writeFileSync(other, 'workers = 2');
  expect(readConfigFile(path, { TOS_CONFIG: other })?.path).toBe(path);
  expect(readConfigFile(undefined, { TOS_CONFIG: other })?.path).toBe(other);
  expect(readConfigFile(path, { TOS_CONFIG: '' })?.path).toBe(path);
});

test('a file that is named must be there; the one of the working folder need not', () => {
  expect(refusalOf(() => readConfigFile(path, {}))).toMatch(/^--config: ENOENT/);
  expect(refusalOf(() => readConfigFile(undefined, { TOS_CONFIG: path }))).toMatch(/^TOS_CONFIG: ENOENT/);
  expect(refusalOf(() => readConfigFile('', {}))).toMatch(/^--config: /);
  mkdirSync(join(folder, 'd'));
  expect(refusalOf(() => readConfigFile(join(folder, 'd'), {}))).toMatch(/^--config: EISDIR/);
});

test.each([
  ['workers 2', 1],
  ['\nworkers = ', 2],
  ['workers = 1\nworkers = 2', 2],
  ['workers = 99999999999999999999', 1],
  ['{"workers": 2}', 1],
])('%j is no TOML', (text, line) => {
  writeFileSync(path, text);
  expect(refusalOf(() => readConfigFile(path, {}))).toMatch(
    new RegExp(`^${path}:${line}: this is no TOML: .+[^.]\\.$`),
  );
});

test('bytes that are no text are refused', () => {
  writeFileSync(path, new Uint8Array([0xff, 0xfe, 0x00]));
  expect(refusalOf(() => readConfigFile(path, {}))).toMatch(/is not UTF-8/);
});
