import { TosError } from '@tos/protocol';
import type { LevelDatabase } from './level-database.ts';
import type { StoreHome } from './store-home.ts';

const inUse: WeakSet<LevelDatabase> = new WeakSet();

/** The place of a store over a database that its caller has made: two stores over one database would mix their writes. */
export class OwnedDatabase implements StoreHome {
  readonly #database: LevelDatabase;
  #isHeld = false;

  constructor(database: LevelDatabase) {
    this.#database = database;
  }

  async enter(): Promise<void> {
    if (inUse.has(this.#database)) {
      const problem = 'Another open store of this program has the database. Close it, or use another database.';
      throw new TosError('TOS_DATADIR_LOCKED', { path: 'a database that was passed', pid: 0 }, problem);
    }
    inUse.add(this.#database);
    this.#isHeld = true;
  }

  opened(): void {}

  leave(): void {
    if (this.#isHeld) inUse.delete(this.#database);
    this.#isHeld = false;
  }

  size(): undefined {}

  assertRoom(): void {}
}
