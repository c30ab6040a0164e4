import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const dist = new URL('../dist/', import.meta.url).pathname;
/** Bytes that all files of the page may have together, each gzipped. */
const BUDGET = 150_000;

test('the page is small', () => {
  const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const sizes = files.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return [path.slice(dist.length), gzipSync(readFileSync(path), { level: 9 }).length] as const;
  });
  const sum = sizes.reduce((bytes, [, size]) => bytes + size, 0);
  expect(files.length, 'npm run build makes the page').toBeGreaterThan(2);
  expect(sum, sizes.join('\n')).toBeLessThanOrEqual(BUDGET);
});

test('nothing of the page asks for anything elsewhere, and nothing of it is a script or a style inline', () => {
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  expect(html).not.toMatch(/<script(?![^>]*\bsrc="\.\/assets\/)/);
  expect(html).not.toMatch(/<style|style="|\bon[a-z]+="|https?:/);
});
