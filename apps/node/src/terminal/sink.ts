import { write } from 'node:fs';
import { Socket } from 'node:net';

/** Where bytes leave the process. There is one write at a time, and none holds up the event loop. */
export interface Sink {
  /** Whether an error is the end: a closed pipe or a terminal that has gone does not come back, a disk that was full may. */
  readonly endsWithError: boolean;
  /** @param done called once, with the number of bytes that were taken */
  write(bytes: Uint8Array, done: (error: Error | null, taken: number) => void): void;
}

/** The sink of a standard stream. Node writes to files and terminals synchronously: a stopped terminal would stop the blocks. */
export function createSink(stream: NodeJS.WriteStream & { readonly fd: number }): Sink {
  // Node itself prints warnings to the stream; without a listener an error of such a write would end the process.
  stream.on('error', () => undefined);
  const { fd } = stream;
  return stream instanceof Socket ? streamSink(stream) : fileSink(fd);
}

/** Terminals, pipes and sockets. */
function streamSink(stream: Socket): Sink {
  return {
    endsWithError: true,
    write(bytes, done) {
      // Before every write: a child process that inherits the terminal makes it blocking again.
      unblock(stream);
      stream.write(bytes, (error) => done(error ?? null, error ? 0 : bytes.length));
    },
  };
}

/** Files and devices. They are not written through the stream, which its first error destroys. */
function fileSink(fd: number): Sink {
  return {
    endsWithError: false,
    write(bytes, done) {
      write(fd, bytes, 0, bytes.length, null, done);
    },
  };
}

/** Makes a terminal non-blocking again, which Node makes blocking. `_handle.setBlocking` is the only way, and has been for ten years. */
function unblock(stream: Socket): void {
  const handle: unknown = Reflect.get(stream, '_handle');
  if (typeof handle !== 'object' || handle === null || !('setBlocking' in handle)) return;
  if (typeof handle.setBlocking === 'function') handle.setBlocking(false);
}
