import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Helpers } from './helpers.ts';
import type { CreateSubject, Kind, Subject } from './kind.ts';
import type { Random } from './random.ts';

/** The result of a test that did not fail: undefined when it passed, `unsupported` for a feature that the manifest does not claim. */
export type Outcome = 'unsupported' | undefined;

export type TestBody<Tested extends Subject> = (kit: KitTest<Tested>) => Promise<Outcome> | Promise<void>;

/** The means of one test: storages or stores at new locations, threads and processes. All of them are closed or ended when the test ends. */
export class KitTest<Tested extends Subject> {
  readonly kind: Kind<Tested>;
  /** URL of the module that exports the kind's factory. */
  readonly module: string;
  readonly random: Random;
  /** The factor by which long tests run longer than usual. */
  readonly factor: number;
  /** Threads and processes of this test. */
  readonly helpers: Helpers = new Helpers();
  readonly #create: CreateSubject<Tested>;
  readonly #folder: string = mkdtempSync(join(tmpdir(), 'tos-kit-'));
  readonly #made: Tested[] = [];
  #locations = 0;

  constructor(
    { module, random, factor }: { readonly module: string; readonly random: Random; readonly factor: number },
    { kind, create }: { readonly kind: Kind<Tested>; readonly create: CreateSubject<Tested> },
  ) {
    this.kind = kind;
    this.module = module;
    this.#create = create;
    this.random = random;
    this.factor = factor;
  }

  /** The path of a folder that does not exist yet. */
  location(): string {
    return join(this.#folder, String(this.#locations++));
  }

  /** Makes a storage or store that is not opened. */
  make(location: string = this.location(), readOnly = false): Tested {
    const made = this.#create({ location, readOnly });
    this.#made.push(made);
    return made;
  }

  /** Makes and opens a storage or store, at a new location unless one is named. */
  async open(location: string = this.location(), readOnly = false): Promise<Tested> {
    const made = this.make(location, readOnly);
    await made.open();
    return made;
  }

  async end(): Promise<void> {
    await this.helpers.end();
    for (const made of this.#made) await made.close().catch(() => undefined);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
