import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { createKeyPair, createNobleVerifier, hexToBytes, Verdict } from '@tos/crypto';
import { build as esbuild } from 'esbuild';
import { rolldown } from 'rolldown';
import { build as vite } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { webpack } from 'webpack';
import { decodeBatch, decodeTransaction, verifySignatures } from '../src/index.ts';

// A program that signs a transfer, as users bundle it for browsers: from the built packages, minified, and with nothing configured.

const program = `
import { createKeyPair } from '@tos/crypto';
import { networks } from '@tos/protocol';
import { buildTransaction, encodeTransaction } from '@tos/transaction';

const alice = createKeyPair(Uint8Array.of(2, ...new Uint8Array(31)));
const bob = createKeyPair(Uint8Array.of(3, ...new Uint8Array(31)));
const transaction = buildTransaction({
  network: networks.devnet,
  keyPair: alice,
  payload: {
    type: 'transfers',
    transfers: [{ asset: new Uint8Array(32), destination: bob.publicKey, amount: 100_000n, extraData: null }],
  },
  nonce: 5n,
  reference: { hash: new Uint8Array(32), topoheight: 0n },
});
console.log(encodeTransaction(transaction).reduce((hex, byte) => hex + byte.toString(16).padStart(2, '0'), ''));
`;

/** The one part of a page that a bundle of Vite asks for before the program begins: whether the browser preloads modules. */
const page = 'globalThis.document = { createElement: () => ({ relList: { supports: () => true } }) };';

/**
 * Bytes of the bundle after gzip at its default level, as servers compress files. Measured: webpack 24,700, rolldown 24,900, Vite 25,100, esbuild
 * 25,900. Of these noble's group and hash take 11,100, the codecs of all types of transactions 3,500, and the texts of errors 2,000.
 */
const MAX_SIZE = 26_500;

const packages = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tos-bundled-transfer-'));
  mkdirSync(join(folder, 'node_modules/@tos'), { recursive: true });
  for (const name of ['protocol', 'crypto', 'transaction']) {
    symlinkSync(join(packages, name), join(folder, 'node_modules/@tos', name));
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'main.js'), program);
  writeFileSync(join(folder, 'page.js'), page);
  writeFileSync(join(folder, 'index.html'), '<!doctype html><script type="module" src="./main.js"></script>');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bundlers: Readonly<Record<string, (outdir: string) => Promise<unknown>>> = {
  esbuild: (outdir) =>
    esbuild({ entryPoints: ['main.js'], outdir, absWorkingDir: folder, bundle: true, minify: true, format: 'esm' }),
  async rolldown(dir) {
    const bundle = await rolldown({ input: './main.js', cwd: folder, platform: 'browser' });
    await bundle.write({ dir, minify: true });
    await bundle.close();
  },
  async webpack(path) {
    const compiler = webpack({ mode: 'production', context: folder, entry: './main.js', output: { path } });
    const stats = await promisify(compiler.run.bind(compiler))();
    expect(stats?.toString({ all: false, errors: true, warnings: true })).toBe('');
    await promisify(compiler.close.bind(compiler))();
  },
  vite: (outDir) => vite({ root: folder, configFile: false, logLevel: 'error', build: { outDir } }),
};

test.each(Object.keys(bundlers))(
  '%s: a signed transfer in at most 26.5 kB, which decodes and verifies',
  async (name) => {
    const outdir = join(folder, name);
    await bundlers[name]!(outdir);
    const files = readdirSync(outdir, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
    const sizes = files.map((file) => gzipSync(readFileSync(join(outdir, file))).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(MAX_SIZE);

    expect(files).toHaveLength(1);
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', './page.js', join(outdir, files[0]!)], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const wire = hexToBytes(stdout.trim());
    const destination = createKeyPair(Uint8Array.of(3, ...new Uint8Array(31))).publicKey;
    expect(decodeTransaction(wire)).toMatchObject({
      nonce: 5n,
      payload: {
        type: 'transfers',
        transfers: [{ asset: new Uint8Array(32), destination, amount: 100_000n, extraData: null }],
      },
    });
    expect(verifySignatures(decodeBatch([wire]), createNobleVerifier())).toEqual(Uint8Array.of(Verdict.GOOD));
  },
);
