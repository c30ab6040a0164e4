import { fchmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DraftFile } from '@tos/data-folder';
import { z } from 'zod';
import type { DevAccount } from '../accounts/funded-dev-accounts.ts';

const contents = z.object({ pid: z.int().positive() });

/** The file that exists as long as this process answers calls. */
export class ReadyFile {
  readonly #path: string;

  /** Removes the file of a process that has ended. */
  constructor(path: string) {
    this.#path = path;
    const owner = this.#owner();
    if (owner === undefined || !isRunning(owner)) this.clear();
  }

  /** Removes the file, whoever wrote it. To be called once no other node can hold the chain of this one. */
  clear(): void {
    rmSync(this.#path, { force: true });
  }

  /**
   * Writes the file, which only the user of this process may read.
   * @param rpcUrl of the form http://127.0.0.1:8080
   */
  write(rpcUrl: string, accounts: readonly DevAccount[]): void {
    const keys = accounts.map(({ address, privateKey, publicKey }) => ({ address, privateKey, publicKey }));
    const draft = new DraftFile(this.#path);
    try {
      fchmodSync(draft.file, 0o600);
      writeFileSync(draft.file, `${JSON.stringify({ rpcUrl, pid: process.pid, accounts: keys })}\n`);
    } catch (error) {
      draft.discard();
      throw error;
    }
    draft.place();
  }

  /** Removes the file, unless another process has written it since. */
  remove(): void {
    if (this.#owner() === process.pid) this.clear();
  }

  #owner(): number | undefined {
    try {
      return contents.parse(JSON.parse(readFileSync(this.#path, 'utf8'))).pid;
    } catch {
      // There is no file, or one that no node has written.
      return undefined;
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process runs, and belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
