import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { bytesToHex, createKeyPair, encodeAddress, hexToBytes } from '@tos/crypto';
import { type Network, TosError } from '@tos/protocol';
import type { KeyFile } from './key-file.ts';

// 128 MiB and 0.4 s of one core per guess: what OWASP's cheat sheet on storing passwords recommends for scrypt.
const N = 2 ** 17;
const [R, P] = [8, 1] as const;
const KEY_SIZE = 32;
const IV_SIZE = 12;

const derive = promisify<string, Uint8Array, number, object, Uint8Array>(scrypt);

/** Encrypts a private key. @param privateKey 32 bytes */
export async function encryptKey(privateKey: Uint8Array, passphrase: string, network: Network): Promise<KeyFile> {
  const address = encodeAddress(createKeyPair(privateKey).publicKey, network);
  const kdf = { name: 'scrypt', n: N, r: R, p: P, salt: bytesToHex(randomBytes(KEY_SIZE)) } as const;
  const iv = randomBytes(IV_SIZE);
  const cipher = createCipheriv('aes-256-gcm', await cipherKey(passphrase, kdf), iv);
  cipher.setAAD(new TextEncoder().encode(address));
  const ciphertext = bytesToHex(new Uint8Array([...cipher.update(privateKey), ...cipher.final()]));
  const tag = bytesToHex(cipher.getAuthTag());
  return { version: 1, address, kdf, cipher: { name: 'aes-256-gcm', iv: bytesToHex(iv), tag, ciphertext } };
}

/** Decrypts a private key. @returns 32 bytes. @throws TOS_INVALID_CONFIG for another passphrase, and for a file that somebody has changed */
export async function decryptKey({ address, kdf, cipher }: KeyFile, passphrase: string): Promise<Uint8Array> {
  const decipher = createDecipheriv(cipher.name, await cipherKey(passphrase, kdf), hexToBytes(cipher.iv));
  decipher.setAAD(new TextEncoder().encode(address));
  decipher.setAuthTag(hexToBytes(cipher.tag));
  try {
    return new Uint8Array([...decipher.update(hexToBytes(cipher.ciphertext)), ...decipher.final()]);
  } catch (cause) {
    const reason = `it does not open the key of ${address}: it is another one, or the file was changed`;
    throw new TosError('TOS_INVALID_CONFIG', { setting: 'passphrase', reason }, `passphrase: ${reason}.`, { cause });
  }
}

/** The key of the cipher. Equal passphrases that were typed on different keyboards are equal: NFKC, as in BIP-39. */
function cipherKey(passphrase: string, { n, r, p, salt }: KeyFile['kdf']): Promise<Uint8Array> {
  return derive(passphrase.normalize('NFKC'), hexToBytes(salt), KEY_SIZE, { N: n, r, p, maxmem: 256 * n * r });
}
