import { Tinypool } from 'tinypool';
import { encodeSignRequest, type SignRequest } from './sign-request.ts';

// Node 20 cannot start a thread from TypeScript: when this file runs from the sources, the thread runs from the built file.
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/load/sign-worker.js' : './sign-worker.js',
  import.meta.url,
);

/** Threads that sign. They hold no secrets: anybody can compute the keys of the load accounts. */
export class SignPool {
  readonly threads: number;
  readonly #pool: Tinypool;
  #failure: unknown;

  constructor(threads: number) {
    this.threads = threads;
    this.#pool = new Tinypool({ filename: WORKER.href, minThreads: threads, maxThreads: threads });
    // An error of a thread without work has no other listener, and an error without a listener ends the process.
    this.#pool.on('error', (error: unknown) => {
      this.#failure = error;
    });
  }

  /**
   * Signs transfers, shared out evenly among the threads.
   * @returns their wire bytes, back to back in the order of the request
   * @throws the error that ended a thread
   */
  async sign({ reference, transfers }: SignRequest): Promise<Uint8Array> {
    if (this.#failure !== undefined) throw this.#failure;
    const share = Math.ceil(transfers.length / this.threads);
    const parts: Promise<Uint8Array>[] = [];
    for (let from = 0; from < transfers.length; from += share) {
      const request = encodeSignRequest({ reference, transfers: transfers.slice(from, from + share) });
      parts.push(this.#pool.run(request));
    }
    return concatenate(await Promise.all(parts));
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
