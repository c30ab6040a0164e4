import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from '@tos/data-folder';
import { z } from 'zod';
import { fileRefusal } from '../settings/file-refusal.ts';
import { invalidSetting } from '../settings/invalid-setting.ts';

// scrypt takes 128 * n * r bytes and as long as that takes to fill several times: a file must not make a wallet take all memory.
const LARGEST_N = 2 ** 20;
const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`), `${2 * bytes} hex digits`);

/** A private key as it lies on a disk: encrypted by AES-256-GCM with a key that scrypt derives from a passphrase. Bytes are hex. */
export interface KeyFile {
  readonly version: 1;
  /** Whose key it is. The cipher authenticates it, so that a file with another address does not open. */
  readonly address: string;
  readonly kdf: {
    readonly name: 'scrypt';
    readonly n: number;
    readonly r: 8;
    readonly p: 1;
    /** 32 bytes. */
    readonly salt: string;
  };
  readonly cipher: {
    readonly name: 'aes-256-gcm';
    /** 12 bytes. */
    readonly iv: string;
    /** 16 bytes. */
    readonly tag: string;
    /** 32 bytes. */
    readonly ciphertext: string;
  };
}

const keyFile: z.ZodType<KeyFile> = z.strictObject({
  version: z.literal(1),
  address: z.string().regex(/^[a-z0-9]{20,100}$/, 'an address'),
  kdf: z.strictObject({
    name: z.literal('scrypt'),
    n: z
      .int()
      .min(2)
      .max(LARGEST_N)
      .refine((n) => (n & (n - 1)) === 0, 'a power of two'),
    r: z.literal(8),
    p: z.literal(1),
    salt: hex(32),
  }),
  cipher: z.strictObject({ name: z.literal('aes-256-gcm'), iv: hex(12), tag: hex(16), ciphertext: hex(32) }),
});

/** Reads a key file. @throws TOS_INVALID_CONFIG for a path or a content that is wrong */
export function readKeyFile(path: string): KeyFile {
  const result = keyFile.safeParse(parsed(path));
  if (result.success) return result.data;
  const { path: member, message } = result.error.issues[0]!;
  throw invalidSetting('--file', `${path} is no key file of this wallet: ${[...member, message].join(': ')}`);
}

function parsed(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw invalidSetting('--file', `there is no ${path}; make a key with: tos-node wallet new, or name another file`);
    }
    throw fileRefusal('--file', error);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw invalidSetting('--file', `${path} is no key file of this wallet: it is no JSON`);
  }
}

/** Writes a new key file, which only its owner may read. @throws TOS_INVALID_CONFIG when there is a file already, or the path is wrong */
export function writeKeyFile(path: string, content: KeyFile): void {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw invalidSetting('--file', `${path} is there already, and may hold a key; name another file`);
    }
    throw fileRefusal('--file', error);
  }
  try {
    writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);
    fsyncSync(file);
    // Coins may come to the key at once: the file must stay, whatever happens to the machine.
    syncFolder(dirname(path));
  } catch (error) {
    rmSync(path, { force: true });
    throw fileRefusal('--file', error);
  } finally {
    closeSync(file);
  }
}
