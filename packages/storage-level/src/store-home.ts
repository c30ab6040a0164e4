/** What surrounds the database of a store: a folder with its lock, or the caller who owns the database. */
export interface StoreHome {
  /** Takes the place, before the database is opened. @throws TOS_DATADIR_LOCKED and other errors of opening */
  enter(): Promise<void>;
  /** To be called when the database has been opened. */
  opened(): void;
  /** Releases the place. It may be called twice, and when `enter` has failed. */
  leave(): void;
  /** Bytes on disk; undefined where only the rows can be counted. */
  size(): number | undefined;
  /** Throws when the disk has no room for closing and opening the database again. */
  assertRoom(): void;
}
