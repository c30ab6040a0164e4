import { readFileSync, rmSync } from 'node:fs';
import { writeFileDurably } from '@tos/data-folder';
import { z } from 'zod';

const contents = z.object({ pid: z.int().positive() });

/** The file that says that this process answers: there from then on, until it ends. */
export class ReadyFile {
  readonly #path: string;

  /** Takes away what a process that has ended left there. */
  constructor(path: string) {
    this.#path = path;
    const owner = this.#owner();
    if (owner === undefined || !isRunning(owner)) this.clear();
  }

  /** Takes away whatever is there. To be called once no other node can have this one's chain. */
  clear(): void {
    rmSync(this.#path, { force: true });
  }

  /** @param rpcUrl of the form http://127.0.0.1:8080 */
  write(rpcUrl: string): void {
    writeFileDurably(this.#path, `${JSON.stringify({ rpcUrl, pid: process.pid })}\n`);
  }

  /** Takes it away, unless it is another process's by now. */
  remove(): void {
    if (this.#owner() === process.pid) this.clear();
  }

  #owner(): number | undefined {
    try {
      return contents.parse(JSON.parse(readFileSync(this.#path, 'utf8'))).pid;
    } catch {
      // Gone, or something that no node has written.
      return undefined;
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // One that belongs to somebody else runs, too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
