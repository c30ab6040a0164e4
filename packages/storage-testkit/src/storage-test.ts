import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CreateStorage, Storage } from '@tos/state';
import { Helpers } from './helpers.ts';
import type { Random } from './random.ts';

/** The result of a test that did not fail: undefined when it passed, `unsupported` for a feature that the manifest does not claim. */
export type Outcome = 'unsupported' | undefined;

export type TestBody = (kit: StorageTest) => Promise<Outcome> | Promise<void>;

/** The means of one test: storages at new locations, threads and processes. All of them are closed or ended when the test ends. */
export class StorageTest {
  /** URL of the module that exports `createStorage`. */
  readonly module: string;
  readonly random: Random;
  /** The factor by which long tests run longer than usual. */
  readonly factor: number;
  /** Threads and processes of this test. */
  readonly helpers: Helpers = new Helpers();
  readonly #createStorage: CreateStorage;
  readonly #folder: string = mkdtempSync(join(tmpdir(), 'tos-kit-'));
  readonly #storages: Storage[] = [];
  #locations = 0;

  constructor(module: string, createStorage: CreateStorage, { random, factor }: { random: Random; factor: number }) {
    this.module = module;
    this.#createStorage = createStorage;
    this.random = random;
    this.factor = factor;
  }

  /** The path of a folder that does not exist yet. */
  location(): string {
    return join(this.#folder, String(this.#locations++));
  }

  /** Makes a storage that is not opened. */
  make(location: string = this.location(), readOnly = false): Storage {
    const storage = this.#createStorage({ location, readOnly });
    this.#storages.push(storage);
    return storage;
  }

  /** Makes and opens a storage, at a new location unless one is named. */
  async open(location: string = this.location(), readOnly = false): Promise<Storage> {
    const storage = this.make(location, readOnly);
    await storage.open();
    return storage;
  }

  async end(): Promise<void> {
    await this.helpers.end();
    for (const storage of this.#storages) await storage.close().catch(() => undefined);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Asserts that a feature which the manifest does not claim is refused with TOS_NOT_SUPPORTED. */
export async function refused(attempt: Promise<unknown>): Promise<'unsupported'> {
  await rejectsWith(attempt, 'TOS_NOT_SUPPORTED');
  return 'unsupported';
}

/** Asserts that a promise rejects. @param codes the codes that the error may have */
export async function rejectsWith(attempt: Promise<unknown>, ...codes: readonly string[]): Promise<void> {
  const error: unknown = await attempt.then(
    () => 'no error',
    (caught: unknown) => caught,
  );
  const code = error instanceof Error && 'code' in error ? error.code : error;
  assert.ok(codes.includes(String(code)), `expected ${codes.join(' or ')}, got ${String(error)}`);
}
