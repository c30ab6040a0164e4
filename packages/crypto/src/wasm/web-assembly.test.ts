import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

// Each test loads the modules anew, because the modules try the host's WebAssembly once.
beforeEach(() => vi.resetModules());
afterEach(() => vi.unstubAllGlobals());

const hosts: Readonly<Record<string, () => unknown>> = {
  'that has none': () => undefined,
  'whose policy forbids to compile': () => {
    class Forbidden {
      constructor() {
        throw new WebAssembly.CompileError(
          "Refused to compile or instantiate WebAssembly module because 'wasm-unsafe-eval' is missing",
        );
      }
    }
    return { ...WebAssembly, Module: Forbidden, Instance: Forbidden, validate: () => true };
  },
};

describe.each(Object.keys(hosts))('a host %s', (name) => {
  beforeEach(() => {
    vi.stubGlobal('WebAssembly', hosts[name]?.());
  });

  test('falls back to noble, with the same answers', async () => {
    const { blake3, bytesToHex, chooseVerifier, createKeyPair, sign } = await import('../index.ts');
    const { detectSimd } = await import('./detect-simd.ts');
    expect(detectSimd()).toBe(false);
    const verifier = chooseVerifier();
    expect(verifier.name).toBe('noble');
    const keyPair = createKeyPair(new Uint8Array(32).fill(7));
    const message = Uint8Array.of(1, 2, 3);
    expect(verifier.verify(keyPair.publicKey, message, sign(keyPair, message))).toBe(true);
    // BLAKE3 of nothing, from its published test vectors.
    expect(bytesToHex(blake3())).toBe('af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262');
  });

  test('says so where WebAssembly is asked for', async () => {
    const { chooseVerifier } = await import('../index.ts');
    expect(() => chooseVerifier({ force: 'wasm-scalar' })).toThrow(expect.objectContaining({ code: 'TOS_INTERNAL' }));
    expect(() => chooseVerifier({ force: 'wasm-simd' })).toThrow(
      expect.objectContaining({ code: 'TOS_INVALID_ARGUMENT' }),
    );
  });
});

test('a host is asked once', async () => {
  const compile = vi.spyOn(WebAssembly, 'Module');
  const { webAssembly } = await import('./web-assembly.ts');
  expect(webAssembly()).toBeDefined();
  expect(webAssembly()).toBeDefined();
  expect(compile).toHaveBeenCalledTimes(1);
  compile.mockRestore();
});
