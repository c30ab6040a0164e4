/** What is used of a WebSocket: of the standard's, and of the one of ws. */
export interface JsonSocket {
  send(text: string): void;
  close(): void;
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/** The class of the platform. Node has one since version 22; in Node 20 it is that of ws, which bundlers for browsers leave out. */
export async function webSocketClass(): Promise<new (url: string) => JsonSocket> {
  return globalThis.WebSocket ?? (await import('ws')).WebSocket;
}
