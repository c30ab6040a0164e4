import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build as esbuild } from 'esbuild';
import { rolldown } from 'rolldown';
import { build as vite } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { webpack } from 'webpack';

// Programs as users bundle them for browsers: from the built packages, minified, and with nothing configured. Node runs them.

const CALL = `console.log(String(await createClient({ url: globalThis.nodeUrl }).call('get_height')));`;

/**
 * Each program, and the most bytes of its bundle after gzip, which is a little above what the four bundlers make. Measured with esbuild: a client
 * 7,200; everything without keys 9,000; with a wallet 37,800, of which a signed transfer is 25,900 (packages/transaction has its test), and addresses
 * are the largest part of the rest.
 */
const programs: Readonly<Record<string, { readonly source: string; readonly most: number }>> = {
  client: { source: `import { createClient } from '@tos/client';\n${CALL}`, most: 8_500 },
  everything: {
    source: `import * as all from '@tos/client';\nconst { createClient } = all;\nglobalThis.all = all;\n${CALL}`,
    most: 11_000,
  },
  wallet: {
    source: `import { createClient } from '@tos/client';\nimport { createWallet, send } from '@tos/client/wallet';\nglobalThis.all = [createWallet, send];\n${CALL}`,
    most: 39_500,
  },
};

/**
 * Where the node is, and what bundles ask a page for at their beginning: one of Vite whether the browser preloads modules, one of webpack where its
 * script is from. Neither loads the chunk with the stub that ws has for browsers, which have a WebSocket.
 */
const page = `globalThis.nodeUrl = process.env.NODE_URL;
globalThis.self = globalThis;
globalThis.document = {
  createElement: () => ({ relList: { supports: () => true } }),
  getElementsByTagName: () => [{ src: 'http://127.0.0.1/main.js' }],
};`;

const packages = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
let server: Server;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tos-client-bundles-'));
  mkdirSync(join(folder, 'node_modules/@tos'), { recursive: true });
  for (const name of ['client', 'protocol', 'crypto', 'transaction']) {
    symlinkSync(join(packages, name), join(folder, 'node_modules/@tos', name));
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'page.js'), page);
  server = createServer((_, response) => response.end('{"jsonrpc":"2.0","id":1,"result":18446744073709551615}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

const bundlers: Readonly<Record<string, (root: string) => Promise<unknown>>> = {
  esbuild: (root) =>
    esbuild({
      entryPoints: ['main.js'],
      outdir: join(root, 'out'),
      absWorkingDir: root,
      bundle: true,
      minify: true,
      format: 'esm',
    }),
  async rolldown(root) {
    const bundle = await rolldown({ input: './main.js', cwd: root, platform: 'browser' });
    await bundle.write({ dir: join(root, 'out'), minify: true });
    await bundle.close();
  },
  async webpack(root) {
    const compiler = webpack({
      mode: 'production',
      context: root,
      entry: './main.js',
      output: { path: join(root, 'out') },
    });
    const stats = await promisify(compiler.run.bind(compiler))();
    expect(stats?.toString({ all: false, errors: true, warnings: true })).toBe('');
    await promisify(compiler.close.bind(compiler))();
  },
  vite: (root) =>
    vite({ root, configFile: false, logLevel: 'error', build: { outDir: join(root, 'out'), target: 'es2022' } }),
};

const cases = Object.keys(programs).flatMap((program) =>
  Object.keys(bundlers).map((bundler) => [program, bundler] as const),
);

test.each(cases)('%s, bundled by %s: its size, and a call', async (program, bundler) => {
  const { source, most } = programs[program]!;
  const root = join(folder, `${program}-${bundler}`);
  mkdirSync(root);
  writeFileSync(join(root, 'main.js'), source);
  writeFileSync(join(root, 'index.html'), '<!doctype html><script type="module" src="./main.js"></script>');
  await bundlers[bundler]!(root);
  const out = join(root, 'out');
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
  const sizes = files.map((file) => gzipSync(readFileSync(join(out, file))).length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(most);
  const main = files.find((file) => /(?:^|\/)(?:main|index)/.test(file));
  const { port } = server.address() as AddressInfo;
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', './page.js', join(out, main!)], {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: '', NODE_URL: `http://127.0.0.1:${port}` },
  });
  expect(stdout).toBe('18446744073709551615\n');
});
