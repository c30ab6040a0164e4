import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesToHex, createKeyPair, encodeAddress } from '@tos/crypto';
import { networks } from '@tos/protocol';
import { expect, onTestFinished, test } from 'vitest';
import { decryptKey, encryptKey } from './encrypt-key.ts';
import { type KeyFile, readKeyFile, writeKeyFile } from './key-file.ts';

const key = Uint8Array.from({ length: 32 }, (_, i) => i + 1);

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'tos-wallet-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test('a key comes back with its passphrase alone, and the file shows neither', async () => {
  const file = join(folder(), 'key.json');
  // The same letter, composed and decomposed, as two keyboards give it.
  writeKeyFile(file, await encryptKey(key, 'caf\u00e9', networks.devnet));
  const text = readFileSync(file, 'utf8');
  expect(text).not.toContain(bytesToHex(key).slice(0, 8));
  expect(text).not.toContain('caf');
  const content = readKeyFile(file);
  expect(content.address).toBe(encodeAddress(createKeyPair(key).publicKey, networks.devnet));
  expect(await decryptKey(content, 'cafe\u0301')).toEqual(key);
  await expect(decryptKey(content, 'cafe')).rejects.toMatchObject({ code: 'TOS_INVALID_CONFIG' });
  // Only its owner may read it, whatever the umask allows.
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0);
});

test('two files of one key and passphrase have nothing in common but the address', async () => {
  const [one, two] = [await encryptKey(key, 'p', networks.devnet), await encryptKey(key, 'p', networks.devnet)];
  expect(one.address).toBe(two.address);
  for (const part of ['iv', 'tag', 'ciphertext'] as const) expect(one.cipher[part]).not.toBe(two.cipher[part]);
  expect(one.kdf.salt).not.toBe(two.kdf.salt);
});

test('a file that somebody has changed does not open', async () => {
  const content = await encryptKey(key, 'p', networks.devnet);
  const flipped = (hex: string): string => `${hex[0] === '0' ? '1' : '0'}${hex.slice(1)}`;
  const changes: readonly KeyFile[] = [
    { ...content, address: encodeAddress(createKeyPair(key.map((byte) => byte + 1)).publicKey, networks.devnet) },
    { ...content, kdf: { ...content.kdf, salt: flipped(content.kdf.salt) } },
    { ...content, kdf: { ...content.kdf, n: content.kdf.n / 2 } },
    ...(['iv', 'tag', 'ciphertext'] as const).map((part) => ({
      ...content,
      cipher: { ...content.cipher, [part]: flipped(content.cipher[part]) },
    })),
  ];
  for (const changed of changes) {
    await expect(decryptKey(changed, 'p'), JSON.stringify(changed)).rejects.toMatchObject({
      code: 'TOS_INVALID_CONFIG',
    });
  }
});

test('a file that is no key file is refused before anything is computed', async () => {
  const file = join(folder(), 'key.json');
  const content = await encryptKey(key, 'p', networks.devnet);
  const wrong: readonly unknown[] = [
    null,
    [],
    {},
    { ...content, version: 2 },
    { ...content, privateKey: 'x' },
    // 1 TiB of memory.
    { ...content, kdf: { ...content.kdf, n: 2 ** 30 } },
    { ...content, kdf: { ...content.kdf, n: 3 } },
    { ...content, kdf: { ...content.kdf, r: 1024 } },
    { ...content, kdf: { ...content.kdf, name: 'none' } },
    { ...content, cipher: { ...content.cipher, iv: '' } },
    { ...content, cipher: { ...content.cipher, tag: content.cipher.tag.slice(2) } },
  ];
  for (const value of wrong) {
    writeFileSync(file, JSON.stringify(value));
    expect(() => readKeyFile(file), JSON.stringify(value)).toThrow(`--file: ${file} is no key file of this wallet`);
  }
  writeFileSync(file, '{');
  expect(() => readKeyFile(file)).toThrow('it is no JSON');
  expect(() => readKeyFile(join(file, 'x'))).toThrow('--file');
  expect(() => readKeyFile(`${file}x`)).toThrow('tos-node wallet new');
});

test('a file that is there is never written over', async () => {
  const file = join(folder(), 'key.json');
  writeFileSync(file, 'mine');
  const content = await encryptKey(key, 'p', networks.devnet);
  expect(() => writeKeyFile(file, content)).toThrow(`${file} is there already`);
  expect(readFileSync(file, 'utf8')).toBe('mine');
});
