import { connect, createServer } from 'node:net';
import { hasCode } from './has-code.ts';

/** Bytes of the shortest limit for the path of a socket (macOS); Linux takes four more. libuv would cut a longer one in silence. */
const MAX_SOCKET_PATH = 103;

/** What the kernel holds for an owner, and ends with its process or thread, however that ends and in whatever PID namespace it is. */
export interface OwnerSocket {
  /** Takes its file away too. */
  close(): void;
}

/**
 * Listens in a folder under a name that no other owner has. The event loop may end while it listens.
 * @param base of a `FolderHandle`; it must stay open as long as the socket
 * @returns null on a file system that holds no sockets (FAT, many shared and network folders)
 */
export function listenAsOwner(base: string, token: string): OwnerSocket | null {
  const path = socketPath(base, token);
  if (path === null) return null;
  const server = createServer((visitor) => visitor.destroy());
  // It comes a turn later and says no more than `listening` does now.
  server.on('error', () => undefined);
  try {
    // Whoever may enter the folder may ask. `exclusive`: in a process of node:cluster, the socket is not to be its parent's.
    server.listen({ path, exclusive: true, readableAll: true, writableAll: true });
  } catch {
    return null;
  }
  if (!server.listening) return null;
  server.unref();
  return { close: () => void server.close() };
}

/**
 * Whether the owner of a socket listens. `ended`: the kernel knows of nobody, or the socket went with its process.
 * `unknown`: nobody may ask.
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
      // Full of others that ask: the owner is there, and busy.
      else resolve(hasCode(error, 'EAGAIN') ? 'listens' : 'unknown');
    });
  });
}

/** Windows has pipes, in one place for the whole machine. */
function socketPath(base: string, token: string): string | null {
  if (process.platform === 'win32') return `\\\\.\\pipe\\tos-${token}`;
  const path = `${base}/LOCK.${token}`;
  return Buffer.byteLength(path) > MAX_SOCKET_PATH ? null : path;
}
