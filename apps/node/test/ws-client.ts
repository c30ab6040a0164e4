import { once } from 'node:events';
import { type ExactJson, type ExactJsonInput, parseExactJson, stringifyExactJson } from '@tos/protocol';
import { WebSocket } from 'ws';

export type Members = { readonly [name: string]: ExactJson };

/** A client of a WebSocket. It keeps all that came: answers and events by their ids. */
export class WsClient {
  readonly socket: WebSocket;
  /** Every frame, in the order in which they came. */
  readonly frames: Members[] = [];
  #wake: () => void = () => undefined;
  #nextId = 0n;
  closed: { readonly code: number; readonly reason: string } | undefined;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => {
      this.frames.push(membersOf(parseExactJson(String(data))));
      this.#wake();
    });
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) };
      this.#wake();
    });
    socket.on('error', () => undefined);
  }

  /** @param url of the server, http:// */
  static async open(url: string, path: string = '/json_rpc'): Promise<WsClient> {
    const client = new WsClient(new WebSocket(url.replace('http', 'ws') + path));
    await once(client.socket, 'open');
    return client;
  }

  /** The first thing that `find` finds, now or later. @throws when the socket closes before */
  async when<T>(find: () => T | undefined): Promise<T> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      if (this.closed !== undefined) throw new Error(`closed: ${JSON.stringify(this.closed)}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async whenClosed(): Promise<{ readonly code: number; readonly reason: string }> {
    while (this.closed === undefined) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.closed;
  }

  /** The answer to a call. */
  async call(method: string, params: ExactJsonInput = null): Promise<Members> {
    const id = ++this.#nextId;
    this.socket.send(stringifyExactJson({ jsonrpc: '2.0', id, method, params }));
    return this.when(() => this.frames.find((frame) => frame['id'] === id));
  }

  /** Subscribes, and returns the id of the subscription. @throws with the answer when it is an error */
  async subscribe(notify: ExactJsonInput, rest: { readonly [name: string]: ExactJsonInput } = {}): Promise<bigint> {
    const answer = await this.call('subscribe', { notify, ...rest });
    if (answer['result'] !== true) throw new Error(stringifyExactJson(answer));
    return this.#nextId;
  }

  /** The events that came with an id. */
  events(id: bigint): Members[] {
    return this.frames.flatMap(({ id: own, result }) => {
      const members = membersOf(result);
      return own === id && members['event'] !== undefined ? [members] : [];
    });
  }

  /** Waits for a number of events with an id, and returns all that came. */
  async whenEvents(id: bigint, count: number): Promise<Members[]> {
    return this.when(() => {
      const events = this.events(id);
      return events.length >= count ? events : undefined;
    });
  }

  close(): void {
    this.socket.terminate();
  }
}

export function membersOf(value: ExactJson | undefined): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}
