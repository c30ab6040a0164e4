import { write } from 'node:fs';
import { Socket } from 'node:net';

/** Where bytes leave the process: one write at a time, none of which holds up the event loop. */
export interface Sink {
  /** An error is the end: a closed pipe or a terminal that has gone does not come back, a disk that was full does. */
  readonly endsWithError: boolean;
  /** @param done called once, with how many bytes were taken */
  write(bytes: Uint8Array, done: (error: Error | null, taken: number) => void): void;
}

/** The sink of a standard stream. Node writes to files and terminals synchronously: a stopped terminal would stop the blocks. */
export function createSink(stream: NodeJS.WriteStream & { readonly fd: number }): Sink {
  // Node itself prints warnings there; without a listener an error of theirs would end the process.
  stream.on('error', () => undefined);
  const { fd } = stream;
  return stream instanceof Socket ? streamSink(stream) : fileSink(fd);
}

/** Terminals, pipes and sockets. */
function streamSink(stream: Socket): Sink {
  return {
    endsWithError: true,
    write(bytes, done) {
      // Every time: a child that inherits the terminal sets it back.
      unblock(stream);
      stream.write(bytes, (error) => done(error ?? null, error ? 0 : bytes.length));
    },
  };
}

/** Files and devices. Not through the stream: it is destroyed by its first error. */
function fileSink(fd: number): Sink {
  return {
    endsWithError: false,
    write(bytes, done) {
      write(fd, bytes, 0, bytes.length, null, done);
    },
  };
}

/** Node opens terminals non-blocking, and makes them blocking; `_handle.setBlocking` is the one way back, and has been for ten years. */
function unblock(stream: Socket): void {
  const handle: unknown = Reflect.get(stream, '_handle');
  if (typeof handle !== 'object' || handle === null || !('setBlocking' in handle)) return;
  if (typeof handle.setBlocking === 'function') handle.setBlocking(false);
}
