import type { Storage, StorageReader } from '@tos/state';
import { assertWhole } from './assert-whole.ts';
import { headOf } from './chain-fixture.ts';
import type { Numbered } from './kind.ts';
import { numberedBlock, numberedRef } from './numbered-block.ts';

/** A storage to which numbered blocks are committed. */
export class NumberedBlocks implements Numbered {
  readonly holds: boolean;
  readonly prunes: boolean;
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.holds = storage.manifest.snapshots;
    this.prunes = storage.manifest.pruning;
    this.#storage = storage;
  }

  head(): Promise<number> {
    return headOf(this.#storage);
  }

  async change(n: number): Promise<void> {
    await this.#storage.commit({ blocks: [numberedBlock(n)] });
  }

  async prune(below: number): Promise<void> {
    await this.#storage.prune(below);
  }

  read(): Promise<number[]> {
    return readFrom(this.#storage);
  }

  async hold(): Promise<() => Promise<number[]>> {
    const snapshot = await this.#storage.snapshot();
    return () => readFrom(snapshot);
  }

  assertWhole(): Promise<number> {
    return assertWhole(this.#storage);
  }

  close(): Promise<void> {
    return this.#storage.close();
  }
}

/** The head according to a record, and according to the metadata. */
async function readFrom(reader: StorageReader): Promise<number[]> {
  const [version] = await reader.readMany([numberedRef(0)]);
  return [version?.topoheight ?? -1, await headOf(reader)];
}
