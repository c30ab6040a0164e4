import { bytesToHex } from '@noble/hashes/utils.js';
import { BlockOverlay, type RecordRef, type StoredVersion } from '@tos/state';
import type { PackedBatch } from '@tos/transaction';
import type { ExecutionContext } from '../block/block-execution.ts';
import type { RecordedRead } from './divergence-report.ts';

/**
 * Records the answers that an execution gets from outside, each asked for once: a second execution of the block gets equal answers, and
 * cannot see a state that changed in between. What the cache of the block knows is taken from the cache, because the storage may be a commit
 * behind.
 */
export class RecordedReads {
  /** The context of the block, with its cache, whose questions are answered from the record. */
  readonly context: ExecutionContext;
  readonly #given: ExecutionContext;
  readonly #records: Map<string, { readonly ref: RecordRef; readonly version: StoredVersion | undefined }> = new Map();
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

  /** `context` without the cache: every question is answered from the record. */
  get uncached(): ExecutionContext {
    const { cache: _, ...context } = this.context;
    return context;
  }

  /** @throws whatever reading has thrown, in which case there is nothing to compare */
  assertAnswered(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** One byte per transaction, in hex; null when no executor asked. */
  get references(): string | null {
    return this.#references === undefined ? null : bytesToHex(this.#references);
  }

  state(): RecordedRead[] {
    return [...this.#records.values()].map(({ ref, version }) => ({
      domain: ref.domain.name,
      key: bytesToHex(ref.key),
      value: version?.value == null ? null : bytesToHex(version.value),
    }));
  }

  async #read(refs: readonly RecordRef[]): Promise<(StoredVersion | undefined)[]> {
    const missing = refs.filter((ref) => !this.#records.has(placeOf(ref)));
    const versions = await this.#answer(() => this.#ask(missing));
    for (const [i, ref] of missing.entries()) this.#records.set(placeOf(ref), { ref, version: versions[i] });
    return refs.map((ref) => this.#records.get(placeOf(ref))?.version);
  }

  /** Returns what the cache knows, and reads the rest at once. */
  async #ask(refs: readonly RecordRef[]): Promise<(StoredVersion | undefined)[]> {
    const { state, cache } = this.#given;
    const overlay = new BlockOverlay(refs.length);
    const cells = refs.map((ref) => overlay.cell(ref));
    for (const cell of cells) overlay.want(cell);
    if (cache !== undefined) overlay.loadKnown(cache);
    const unknown = overlay.takeMissing();
    const versions = unknown.length === 0 ? [] : await state.readMany(unknown.map((cell) => overlay.ref(cell)));
    const read = new Map(unknown.map((cell, i) => [cell, versions[i]]));
    return cells.map((cell) => (read.has(cell) ? read.get(cell) : (overlay.versionBefore(cell) ?? undefined)));
  }

  async #refer(batch: PackedBatch): Promise<Uint8Array> {
    this.#references ??= new Uint8Array(await this.#answer(() => this.#given.references(batch)));
    return new Uint8Array(this.#references);
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
