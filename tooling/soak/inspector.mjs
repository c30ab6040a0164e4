import { once } from 'node:events';
import { createRequire } from 'node:module';

const { WebSocket } = createRequire(import.meta.url)('ws');

/**
 * The debugger of a running process: it shows what no public call does, and changes what only a system could. It connects for each use, because a
 * process does not end while a debugger is connected.
 */
export class Inspector {
  #url;
  #socket;
  #nextId = 0;
  #pending = new Map();

  /** @param url as Node prints it at the start of a process with `--inspect` */
  constructor(url) {
    this.#url = url;
  }

  /** @returns bytes of the main thread's heap that are still needed when all garbage is collected, and those of its buffers outside of the heap */
  neededBytes() {
    return this.#connected(async () => {
      await this.#call('HeapProfiler.collectGarbage');
      const { heapUsed, external } = await this.#evaluate('process.memoryUsage()');
      return { heapBytes: heapUsed, bufferBytes: external };
    });
  }

  /** Sets the system's clock back, as a process with `movable-clock.mjs` sees it: it goes on from there. */
  async setClockBack(milliseconds) {
    await this.#connected(() => this.#evaluate(`millisecondsBack += ${milliseconds}`));
  }

  async #connected(work) {
    this.#socket = new WebSocket(this.#url);
    this.#socket.on('message', (data) => {
      const { id, result, error } = JSON.parse(String(data));
      const pending = this.#pending.get(id);
      this.#pending.delete(id);
      if (error === undefined) pending?.resolve(result);
      else pending?.reject(new Error(error.message));
    });
    this.#socket.on('close', () => {
      for (const { reject } of this.#pending.values()) reject(new Error('the inspected process has ended'));
      this.#pending.clear();
    });
    await once(this.#socket, 'open');
    this.#socket.on('error', () => undefined);
    try {
      return await work();
    } finally {
      const closed = once(this.#socket, 'close');
      this.#socket.terminate();
      await closed;
    }
  }

  async #evaluate(expression) {
    const { result, exceptionDetails } = await this.#call('Runtime.evaluate', { expression, returnByValue: true });
    if (exceptionDetails !== undefined) throw new Error(`${expression}: ${exceptionDetails.text}`);
    return result.value;
  }

  #call(method, params = {}) {
    const id = ++this.#nextId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }
}
