import { createKeyPair, sign } from '@tos/crypto';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ThreadVerifier } from './verifier-module.ts';

// Each test loads the modules anew, because they ask the host for WebAssembly only once.
beforeEach(() => vi.resetModules());

const OPTIONS = { cacheBytes: 1 << 20 };
const verifiers: Readonly<Record<string, () => Promise<ThreadVerifier>>> = {
  main: async () => (await import('./main-default-verifier.ts')).mainDefaultVerifier.createVerifier(OPTIONS),
  'a thread': async () => (await import('./thread-default-verifier.ts')).threadDefaultVerifier.createVerifier(OPTIONS),
};

class Forbidden {
  constructor() {
    throw new WebAssembly.CompileError('Wasm code generation disallowed by embedder');
  }
}
const hosts: Readonly<Record<string, { readonly host: unknown; readonly name: RegExp }>> = {
  'has WebAssembly': { host: WebAssembly, name: /^wasm/ },
  'has none': { host: undefined, name: /^noble$/ },
  'forbids it': { host: { validate: () => true, Module: Forbidden, Instance: Forbidden }, name: /^noble$/ },
};

describe.each(Object.keys(verifiers))('the default verifier of %s', (place) => {
  test.each(Object.keys(hosts))('where the host %s', async (kind) => {
    const { host, name } = hosts[kind]!;
    vi.stubGlobal('WebAssembly', host);
    onTestFinished(() => {
      vi.unstubAllGlobals();
    });
    const verifier = await verifiers[place]!();
    expect(verifier.name).toMatch(name);
    expect(verifier.stats?.().knownAnswerTests).toBe(1);
    const keyPair = createKeyPair(new Uint8Array(32).fill(7));
    const message = Uint8Array.of(1, 2, 3);
    const signature = sign(keyPair, message);
    expect(verifier.verify(keyPair.publicKey, message, signature)).toBe(true);
    expect(verifier.verify(keyPair.publicKey, message.slice(1), signature)).toBe(false);
  });
});
