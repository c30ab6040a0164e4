import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CreateStorage, Storage } from '@tos/state';
import { Helpers } from './helpers.ts';
import type { Random } from './random.ts';

/** What a test came to, besides failing: nothing to say, or that the storage does not have the feature, as its manifest tells. */
export type Outcome = 'unsupported' | undefined;

export type TestBody = (kit: StorageTest) => Promise<Outcome> | Promise<void>;

/** What a test gets: storages at new locations, threads and processes, all closed and gone when it ends. */
export class StorageTest {
  /** URL of the module that exports `createStorage`. */
  readonly module: string;
  readonly random: Random;
  /** How many times as long as usual the tests run that can be long. */
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

  /** A folder that does not exist yet. */
  location(): string {
    return join(this.#folder, String(this.#locations++));
  }

  /** Not opened. */
  make(location: string = this.location(), readOnly = false): Storage {
    const storage = this.#createStorage({ location, readOnly });
    this.#storages.push(storage);
    return storage;
  }

  /** Opened; at a new location when none is named. */
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

/** Checks that a feature which the manifest does not claim is refused as it must be. */
export async function refused(attempt: Promise<unknown>): Promise<'unsupported'> {
  await rejectsWith(attempt, 'TOS_NOT_SUPPORTED');
  return 'unsupported';
}

/** @param codes one of them must be the code of the rejection */
export async function rejectsWith(attempt: Promise<unknown>, ...codes: readonly string[]): Promise<void> {
  const error: unknown = await attempt.then(
    () => 'no error',
    (caught: unknown) => caught,
  );
  const code = error instanceof Error && 'code' in error ? error.code : error;
  assert.ok(codes.includes(String(code)), `expected ${codes.join(' or ')}, got ${String(error)}`);
}
