import { bytesToHex } from '@noble/hashes/utils.js';
import type { RecordRef, StoredVersion } from '@tos/state';
import type { PackedBatch } from '@tos/transaction';
import type { ExecutionContext } from '../block-execution.ts';
import type { RecordedRead } from './divergence-report.ts';

/**
 * The answers that an execution got from outside, each asked for once: whoever executes the same block on `context` again gets the same
 * ones, and none can see a state that changed in between.
 */
export class RecordedReads {
  /** The context of the block, answering from here. */
  readonly context: ExecutionContext;
  readonly #given: ExecutionContext;
  readonly #versions: Map<string, { readonly ref: RecordRef; readonly version: StoredVersion | undefined }> = new Map();
  #references: Uint8Array | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(context: ExecutionContext) {
    this.#given = context;
    this.context = {
      ...context,
      state: { readMany: (refs) => this.#read(refs) },
      references: (batch) => this.#refer(batch),
    };
  }

  /** @throws what reading threw, if it did: then there is nothing to compare */
  assertAnswered(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** One byte a transaction, in hex; null when nobody asked. */
  get references(): string | null {
    return this.#references === undefined ? null : bytesToHex(this.#references);
  }

  state(): RecordedRead[] {
    return [...this.#versions.values()].map(({ ref, version }) => ({
      domain: ref.domain.name,
      key: bytesToHex(ref.key),
      version:
        version === undefined
          ? null
          : {
              topoheight: version.topoheight,
              previous: version.previous,
              value: version.value && bytesToHex(version.value),
            },
    }));
  }

  async #read(refs: readonly RecordRef[]): Promise<(StoredVersion | undefined)[]> {
    const places = refs.map(placeOf);
    const isNew = (_ref: RecordRef, i: number): boolean => !this.#versions.has(places[i]!);
    const missing = refs.filter(isNew);
    if (missing.length > 0) {
      const versions = await this.#answer(() => this.#given.state.readMany(missing));
      for (const [i, ref] of missing.entries()) this.#versions.set(placeOf(ref), { ref, version: versions[i] });
    }
    return places.map((place) => this.#versions.get(place)?.version);
  }

  async #refer(batch: PackedBatch): Promise<Uint8Array> {
    this.#references ??= (await this.#answer(() => this.#given.references(batch))).slice();
    return this.#references.slice();
  }

  async #answer<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      this.#failure ??= { error };
      throw error;
    }
  }
}

function placeOf({ domain, key }: RecordRef): string {
  return `${domain.id}:${bytesToHex(key)}`;
}
