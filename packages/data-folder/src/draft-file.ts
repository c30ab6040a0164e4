import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { assertText } from '@tos/protocol';
import { syncFolder } from './sync-folder.ts';
import { whereSupported } from './where-supported.ts';

/**
 * A file that is being written under a random name, in the folder of the file that it becomes: a rename works within one device only.
 */
export class DraftFile {
  /** The descriptor to write to. */
  readonly file: number;
  readonly #path: string;
  readonly #draft: string;
  #isOpen = true;

  /**
   * @param path of the file that the draft becomes
   * @throws the error of the file system
   */
  constructor(path: string) {
    assertText(path, 'path');
    this.#path = path;
    // The draft's name is not the file's name with a suffix, because the file's name may already have the maximum length.
    this.#draft = join(dirname(path), `.tos-draft-${randomBytes(8).toString('hex')}`);
    this.file = openSync(this.#draft, 'wx');
  }

  /**
   * Renames the draft to the path of the file, and replaces a file that is there. The file outlives a loss of power once this returns.
   * @throws the error of the file system. Then the draft is removed, and the path holds what it held before. There is one exception: when
   * only the sync of the folder fails, after the rename, the path holds the new file, and a loss of power may bring the old one back.
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

  /** Removes the draft. After `place` it does nothing. */
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
