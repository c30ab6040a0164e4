import { once } from 'node:events';
import { createRequire } from 'node:module';
import { parseExactJson, stringifyExactJson } from '../../packages/protocol/dist/index.js';

const { WebSocket } = createRequire(import.meta.url)('ws');

/** A WebSocket of the node with its subscriptions. Events come one after the other, in their order. */
export class Socket {
  #socket;
  #nextId = 0;
  #pending = new Map();
  #handlers = new Map();

  static async open(url) {
    const socket = new Socket();
    socket.#socket = new WebSocket(String(url).replace(/^http/, 'ws'));
    socket.#socket.on('message', (data) => socket.#receive(parseExactJson(String(data))));
    socket.#socket.on('close', () => {
      for (const { reject } of socket.#pending.values()) reject(new Error('the socket is closed'));
      socket.#pending.clear();
    });
    socket.#socket.on('error', () => undefined);
    await once(socket.#socket, 'open');
    return socket;
  }

  /** @returns the result of a call */
  call(method, params) {
    const id = ++this.#nextId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#socket.send(stringifyExactJson({ jsonrpc: '2.0', id, method, params }));
    });
  }

  /** @param onEvent receives the members of each event */
  async subscribe(params, onEvent) {
    // Events may come with the answer, in one piece.
    this.#handlers.set(this.#nextId + 1, onEvent);
    await this.call('subscribe', params);
  }

  /** Resolves when all that the node sent before has been handled. */
  async settle() {
    await this.call('get_height');
  }

  async close() {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.#socket, 'close');
    this.#socket.terminate();
    await closed;
  }

  #receive({ id, result, error }) {
    const pending = this.#pending.get(Number(id));
    if (pending === undefined) {
      this.#handlers.get(Number(id))?.(result);
      return;
    }
    this.#pending.delete(Number(id));
    if (error === undefined) pending.resolve(result);
    else pending.reject(new Error(error.message));
  }
}
