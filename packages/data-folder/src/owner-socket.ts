import { connect, createServer } from 'node:net';
import { hasCode } from './has-code.ts';

/** Bytes that the path of a socket may have on macOS, which has the lowest limit; Linux allows 107. libuv silently cuts a longer path. */
const MAX_SOCKET_PATH = 103;

/** A socket on which an owner listens. The kernel closes it when the process or thread ends, in whatever way and PID namespace. */
export interface OwnerSocket {
  /** Closes the socket and removes its file. */
  close(): void;
}

/**
 * Listens on the socket `LOCK.<token>` in a folder. The socket does not keep the event loop alive.
 * @param base `FolderHandle.base`; the handle must stay open as long as the socket
 * @param token a text that no other owner has
 * @returns null on a file system that holds no sockets (FAT, many shared and network folders)
 */
export function listenAsOwner(base: string, token: string): OwnerSocket | null {
  const path = socketPath(base, token);
  if (path === null) return null;
  const server = createServer((visitor) => visitor.destroy());
  // The event comes one turn later and carries no more than `server.listening` does below.
  server.on('error', () => undefined);
  try {
    // Every user who may enter the folder may connect. `exclusive` keeps the socket in this process under node:cluster, not in its parent.
    server.listen({ path, exclusive: true, readableAll: true, writableAll: true });
  } catch {
    return null;
  }
  if (!server.listening) return null;
  server.unref();
  return { close: () => void server.close() };
}

/**
 * Connects to the socket of an owner.
 * @returns `ended` when nobody listens on the socket or its file is gone; `unknown` when this process cannot connect to it
 */
export async function askOwner(base: string, token: string): Promise<'listens' | 'ended' | 'unknown'> {
  const path = socketPath(base, token);
  if (path === null) return 'unknown';
  return await new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve('listens');
    });
    socket.once('error', (error) => {
      if (hasCode(error, 'ECONNREFUSED', 'ENOENT')) resolve('ended');
      // EAGAIN: the queue of connections is full, so the owner is there.
      else resolve(hasCode(error, 'EAGAIN') ? 'listens' : 'unknown');
    });
  });
}

/** Windows has named pipes, whose names belong to the whole machine. Null for a path that is too long. */
function socketPath(base: string, token: string): string | null {
  if (process.platform === 'win32') return `\\\\.\\pipe\\tos-${token}`;
  const path = `${base}/LOCK.${token}`;
  return Buffer.byteLength(path) > MAX_SOCKET_PATH ? null : path;
}
