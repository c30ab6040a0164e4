import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { assertText } from '@tos/protocol';
import { syncFolder } from './sync-folder.ts';
import { whereSupported } from './where-supported.ts';

/** A file that is being written, under a name that nobody else has; beside the one that it becomes, because a rename stays on one device. */
export class DraftFile {
  /** Descriptor to write to. */
  readonly file: number;
  readonly #path: string;
  readonly #draft: string;
  #isOpen = true;

  /** @throws what the file system answers */
  constructor(path: string) {
    assertText(path, 'path');
    this.#path = path;
    // Not the file's own name and more: that may be as long as a name can be.
    this.#draft = join(dirname(path), `.tos-draft-${randomBytes(8).toString('hex')}`);
    this.file = openSync(this.#draft, 'wx');
  }

  /**
   * Puts it in its place, where a file of that name is replaced. It outlives a loss of power once this returns.
   * @throws what the file system answers; then nothing is left of the draft, and what was in the place is as it was, unless only the sync
   * of the folder failed, behind the rename: then the new file is there, and a loss of power may bring the old one back
   */
  place(): void {
    try {
      whereSupported(() => fsyncSync(this.file));
      this.#close();
      renameSync(this.#draft, this.#path);
    } catch (error) {
      this.discard();
      throw error;
    }
    syncFolder(dirname(this.#path));
  }

  /** Leaves nothing behind. Once it is in its place this does nothing. */
  discard(): void {
    try {
      this.#close();
    } finally {
      rmSync(this.#draft, { force: true });
    }
  }

  #close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.file);
  }
}
