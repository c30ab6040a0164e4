import { type ExactJsonInput, parseExactJson, stringifyExactJson, TosError } from '@tos/protocol';
import { callRefused } from '../client/call-refused.ts';
import { type Members, membersOf } from '../client/members-of.ts';
import { type JsonSocket, webSocketClass } from './web-socket-class.ts';

/** Frames that wait for their reader, above which the socket is given up: the reader goes on from where it is, over a new one. */
const MOST_WAITING = 1000;
/** Characters of these frames, above which it is given up too: a block of 5,650 transfers has 380,000, and its strings take more. */
const MOST_WAITING_CHARACTERS = 16 * 1024 * 1024;

/**
 * Milliseconds without a frame after which the node is asked for one, and after as many more it is gone: a connection that was cut without a word
 * stays open else. Events of blocks come every ten seconds.
 */
const SILENCE_MS = 30_000;

const SUBSCRIBE_ID = 1;
const ALIVE_ID = 2;

/**
 * The events of one subscription over one socket, until the socket ends.
 * @throws TOS_CALL_REFUSED when the node refuses it, TOS_NODE_UNREACHABLE when the socket cannot be opened, and the reason of an aborted signal
 */
export async function* subscription(
  url: URL,
  params: { readonly [name: string]: ExactJsonInput },
  signal: AbortSignal | undefined,
): AsyncGenerator<Members, void> {
  const WebSocketClass = await webSocketClass();
  signal?.throwIfAborted();
  const socket = new WebSocketClass(socketUrl(url));
  const waiting: { readonly frame: Members; readonly characters: number }[] = [];
  let characters = 0;
  let isOver = false;
  let wake = (): void => undefined;
  let isOpen = false;
  let silence = 0;
  const end = (): void => {
    isOver = true;
    wake();
  };
  const alive = setInterval(() => {
    silence++;
    if (silence === 1 && isOpen) {
      socket.send(stringifyExactJson({ jsonrpc: '2.0', id: ALIVE_ID, method: 'get_version' }));
    }
    if (silence > 1) end();
  }, SILENCE_MS);
  socket.addEventListener('open', () => {
    isOpen = true;
    socket.send(stringifyExactJson({ jsonrpc: '2.0', id: SUBSCRIBE_ID, method: 'subscribe', params }));
  });
  socket.addEventListener('message', ({ data }) => {
    silence = 0;
    if (isOver) return;
    const text = typeof data === 'string' ? data : '';
    const frame = frameOf(text);
    if (frame === undefined) return end();
    if (frame['id'] !== BigInt(SUBSCRIBE_ID)) return;
    waiting.push({ frame, characters: text.length });
    characters += text.length;
    if (waiting.length >= MOST_WAITING || characters >= MOST_WAITING_CHARACTERS) end();
    else wake();
  });
  socket.addEventListener('close', end);
  // A close follows every error; without a listener ws would end the process.
  socket.addEventListener('error', end);
  signal?.addEventListener('abort', end);
  let isSubscribed = false;
  try {
    for (;;) {
      const next = waiting.shift();
      signal?.throwIfAborted();
      if (next !== undefined) {
        const { frame } = next;
        characters -= next.characters;
        if (frame['error'] !== undefined) throw callRefused('subscribe', url, frame['error']);
        if (isSubscribed) yield membersOf(frame['result']);
        isSubscribed = true;
      } else if (isOver) {
        if (isSubscribed) return;
        const reason = 'its WebSocket cannot be opened, or was closed before the answer';
        throw new TosError('TOS_NODE_UNREACHABLE', { url: url.href, reason });
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    clearInterval(alive);
    signal?.removeEventListener('abort', end);
    terminate(socket);
  }
}

function socketUrl(url: URL): string {
  return url.href.replace(/^http/, 'ws');
}

/** Undefined for what no node sends. */
function frameOf(text: string): Members | undefined {
  try {
    return membersOf(parseExactJson(text));
  } catch {
    return undefined;
  }
}

/** ws waits up to 30 seconds for the other side to agree, and keeps the process alive meanwhile; `terminate` does not. */
function terminate(socket: JsonSocket): void {
  if ('terminate' in socket && typeof socket.terminate === 'function') socket.terminate();
  else socket.close();
}
