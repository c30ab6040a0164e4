import { spawn, spawnSync } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';

// The storage in a browser: the page of `page.ts` is bundled as a user's bundler does it, and runs in Chromium without a window.
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const candidates = [process.env['CHROME_PATH'], ...names].filter((name) => name !== undefined && name !== '');
const browser = candidates.find((name) => spawnSync(name!, ['--version']).status === 0);

/** Ends a browser with all of its processes: those that outlive the first one go on writing into the profile, which then cannot be removed. */
function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // All have ended already.
  }
}

const unused = { external: true, sideEffects: false };

test('IndexedDB holds what the storage in memory holds, in a browser', async ({ skip }) => {
  if (browser === undefined) {
    const reason = `skipped: IndexedDB in a browser. There is none (${names.join(', ')}); CHROME_PATH may name one`;
    process.stdout.write(`${reason}\n`);
    return skip(reason);
  }
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    // The kit has parts that need Node, and which are not used here.
    plugins: [{ name: 'no-node', setup: ({ onResolve }) => onResolve({ filter: /^node:/ }, () => unused) }],
    write: false,
  });
  const script = outputFiles[0]!.text;
  expect(/.*"node:.*/.exec(script)?.[0], 'nothing of Node is in the bundle').toBeUndefined();

  const seed = Math.floor(Math.random() * 2 ** 32);
  const results = new EventEmitter();
  const result = once(results, 'result').then(([found]: unknown[]) => found);
  const server = createServer(async (request, response) => {
    if (request.url === '/result') results.emit('result', JSON.parse(await text(request)));
    const isScript = request.url === '/page.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : '<!doctype html><script type="module" src="/page.js"></script>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  const profile = mkdtempSync(join(tmpdir(), 'tos-browser-'));
  // Containers have no namespaces for the sandbox, and a small /dev/shm.
  const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'];
  const url = `http://127.0.0.1:${address.port}/?seed=${seed}`;
  const child = spawn(browser, [...flags, `--user-data-dir=${profile}`, url], { stdio: 'ignore', detached: true });
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    endGroup(child.pid!);
    await ended;
    server.close();
    server.closeAllConnections();
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  });
  const early = ended.then(([code]) => ({ error: `the browser ended with ${code}` }));
  const found = await Promise.race([result, early]);
  // A state after each step, and a snapshot of it later.
  expect(found, `seed ${seed}`).toEqual({ printed: [['undefined']], compared: 4 * 40 * 2 });
});
