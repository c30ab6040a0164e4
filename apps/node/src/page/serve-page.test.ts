import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readPageFiles } from './page-files.ts';
import { servePage } from './serve-page.ts';

let folder: string;
let server: FastifyInstance;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tos-page-'));
  server = Fastify();
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

function writePage(): void {
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'assets/index-1.js'), 'let a;');
  writeFileSync(join(folder, 'assets/index-1.css'), 'a {}');
  writeFileSync(join(folder, 'assets/icon-1.svg'), '<svg/>');
  writeFileSync(join(folder, 'notes.txt'), 'not of the page');
}

test('the page and its files have their types, and a policy that lets them use this node only', async () => {
  writePage();
  servePage(server, readPageFiles(folder));
  for (const [path, type, body] of [
    ['/', 'text/html; charset=utf-8', '<!doctype html>'],
    ['/assets/index-1.js', 'text/javascript; charset=utf-8', 'let a;'],
    ['/assets/index-1.css', 'text/css; charset=utf-8', 'a {}'],
    ['/assets/icon-1.svg', 'image/svg+xml', '<svg/>'],
  ] as const) {
    const answer = await server.inject(path);
    expect([answer.statusCode, answer.headers['content-type'], answer.body]).toEqual([200, type, body]);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.headers['content-security-policy']).toMatch(/^default-src 'self'; /);
    expect(answer.headers['content-security-policy']).not.toContain('unsafe');
    const head = await server.inject({ method: 'HEAD', url: path });
    expect([head.statusCode, head.body, head.headers['content-length']]).toEqual([200, '', String(body.length)]);
  }
});

test('nothing else of the folder, and nothing beside it, is served', async () => {
  writePage();
  servePage(server, readPageFiles(folder));
  for (const path of ['/notes.txt', '/index.html', '/assets', '/assets/', '/../package.json', '/%2e%2e/package.json']) {
    expect((await server.inject(path)).statusCode, path).toBe(404);
  }
});

test('a browser that has a file gets no body, and looks for the page itself each time', async () => {
  writePage();
  servePage(server, readPageFiles(folder));
  for (const [path, cache] of [
    ['/', 'no-cache'],
    ['/assets/index-1.js', 'public, max-age=31536000, immutable'],
  ] as const) {
    const first = await server.inject(path);
    expect(first.headers['cache-control']).toBe(cache);
    const again = await server.inject({ url: path, headers: { 'if-none-match': first.headers.etag } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  }
  writeFileSync(join(folder, 'index.html'), '<!doctype html><p>');
  const [changed] = readPageFiles(folder).filter(({ path }) => path === '/');
  expect(changed?.etag).not.toBe((await server.inject('/')).headers.etag);
});

test.each(['no folder', 'a build that did not end'])('without a page / says so: %s', async (what) => {
  if (what === 'no folder') rmSync(folder, { recursive: true });
  else writeFileSync(join(folder, 'index.js'), '');
  servePage(server, readPageFiles(folder));
  const { statusCode, headers, body } = await server.inject('/');
  expect([statusCode, headers['content-type']]).toEqual([404, 'text/plain; charset=utf-8']);
  expect(body).toMatch(/^The page of this node is not built\. In a clone run `npm run build`/);
  mkdirSync(folder, { recursive: true });
});
