import { writeSync } from 'node:fs';
import { DraftFile } from '@tos/data-folder';
import { TosError } from '@tos/protocol';

/** A state file that is being written: it appears under its name once it is complete and on the disk. */
export class StateFileDraft {
  readonly #draft: DraftFile;

  /** @param path the final name of the file @throws TOS_STORAGE_FAILURE */
  constructor(path: string) {
    this.#draft = writing(() => new DraftFile(path));
  }

  /** Appends bytes. @throws TOS_STORAGE_FAILURE */
  readonly write = (bytes: Uint8Array): void => {
    // A disk that is almost full takes a part of what it is given, without an error.
    for (let at = 0; at < bytes.length; ) at += writing(() => writeSync(this.#draft.file, bytes, at));
  };

  /** Gives the complete file its name. @throws TOS_STORAGE_FAILURE */
  place(): void {
    writing(() => this.#draft.place());
  }

  /** Removes what was written. */
  discard(): void {
    this.#draft.discard();
  }
}

function writing<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `The state file could not be written: ${reason}. Nothing is left of it.`;
    throw new TosError('TOS_STORAGE_FAILURE', { operation: 'write a state file' }, message, { cause });
  }
}
