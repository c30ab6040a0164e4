import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';

// The script runs before anything is compiled, so it has no types of its own.
const {
  isBuilt,
  noteBuilt,
}: {
  readonly isBuilt: (root: string, project: string) => boolean;
  readonly noteBuilt: (root: string, project: string) => void;
} = await import(new URL('./scripts/built-stamp.mjs', import.meta.url).href);

const files = [
  'package.json',
  'pnpm-lock.yaml',
  'tsconfig.json',
  'tooling/scripts/build-wasm.mjs',
  'tooling/tsconfig/base.json',
  'packages/one/package.json',
  'packages/one/tsconfig.json',
  'packages/one/src/deep/down.ts',
  'packages/one/assembly/index.ts',
  'packages/one/dist/.tsbuildinfo',
  'apps/page/package.json',
  'apps/page/index.html',
  'apps/page/src/style.css',
  'apps/page/dist/index.html',
];

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tos-stamp-'));
  const folder = root;
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(root, 'node_modules'));
  for (const file of files) write(file, 'before');
});

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

test('nothing is built until it was noted, and then that project alone', () => {
  expect(isBuilt(root, 'apps/page')).toBe(false);
  noteBuilt(root, 'apps/page');
  expect(isBuilt(root, 'apps/page')).toBe(true);
  expect(isBuilt(root, 'packages/one')).toBe(false);
});

test.each(files)('%s: another content, another time, or its absence asks for a build', (file) => {
  const path = join(root, file);
  const changes: (() => void)[] = [
    () => write(file, 'after, and longer'),
    () => utimesSync(path, new Date(1_000_000), new Date(1_000_000)),
    () => rmSync(path),
  ];
  for (const change of changes) {
    noteBuilt(root, 'apps/page');
    change();
    expect(isBuilt(root, 'apps/page')).toBe(false);
  }
});

test('a new file asks for a build; tests, modules and what was built do not', () => {
  noteBuilt(root, 'apps/page');
  for (const file of [
    'packages/one/test/a.test.ts',
    'packages/one/node_modules/x/index.js',
    'packages/one/dist/a.js',
  ]) {
    write(file, 'new');
    expect(isBuilt(root, 'apps/page'), file).toBe(true);
  }
  write('packages/one/src/new.ts', 'new');
  expect(isBuilt(root, 'apps/page')).toBe(false);
});

test('a stamp that is damaged asks for a build', () => {
  noteBuilt(root, 'apps/page');
  write('node_modules/.tos-built.json', '{');
  expect(isBuilt(root, 'apps/page')).toBe(false);
});
