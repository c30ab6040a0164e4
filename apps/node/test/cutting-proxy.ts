import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a node that a test cuts, and that may lead to another port afterwards. */
export class CuttingProxy {
  readonly #server: Server;
  readonly #pairs: Set<readonly [Socket, Socket]> = new Set();
  #target: URL | undefined;
  /** Connections that were made. */
  connections = 0;
  #cutAfter: number | undefined;
  /** Connections since the bytes of `cutAfter` were set. */
  #turns = 0;

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (client) => this.#onConnection(client));
  }

  static async to(target: string): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(createServer());
    proxy.lead(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/json_rpc`;
  }

  /**
   * Bytes from the node after which a connection is cut, times 1, 2, 4 to 64 in turn, so that each answer comes through now and then; none is cut while
   * it is undefined. The turns begin anew when it is set: which answers are cut does not depend on connections that were made before.
   */
  set cutAfter(bytes: number | undefined) {
    this.#cutAfter = bytes;
    this.#turns = 0;
  }

  /** Cuts all connections, and leads new ones to another node, or nowhere. */
  lead(target: string | undefined): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
    this.#target = target === undefined ? undefined : new URL(target);
  }

  close(): void {
    this.lead(undefined);
    this.#server.close();
  }

  #onConnection(client: Socket): void {
    this.connections++;
    if (this.#target === undefined) {
      client.destroy();
      return;
    }
    const node = connect(Number(this.#target.port), this.#target.hostname);
    const pair = [client, node] as const;
    this.#pairs.add(pair);
    const most = 2 ** (this.#turns++ % 7);
    let bytes = 0;
    node.on('data', (piece) => {
      bytes += piece.length;
      if (bytes > most * (this.#cutAfter ?? Number.POSITIVE_INFINITY)) client.destroy();
    });
    client.pipe(node).pipe(client);
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        for (const other of pair) other.destroy();
        this.#pairs.delete(pair);
      });
    }
  }
}
