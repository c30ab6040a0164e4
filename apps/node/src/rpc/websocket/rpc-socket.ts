import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { answerBody, type RpcDispatcher } from '../answer/answer-body.ts';
import type { BlockSteps } from '../subscriptions/block-steps.ts';
import { CloseCode } from '../subscriptions/close-code.ts';
import { Subscriptions } from '../subscriptions/subscriptions.ts';
import type { ByteBudget } from './byte-budget.ts';

/** Requests of one socket that are under way, their answers included until the system has taken them. Then the socket is not read. */
const MOST_UNDER_WAY = 16;
/** Bytes that wait for the reader of a socket, above which its subscriptions wait too. */
const ROOM_BYTES = 64 * 1024;
/** Bytes that wait for the reader of a socket, above which events that cannot wait end it. */
const QUEUE_BYTES = 1024 * 1024;
/** Bytes of a socket's requests that do not count as large. */
const SMALL_BYTES = 64 * 1024;

export interface RpcSocketParts {
  readonly dispatcher: RpcDispatcher;
  readonly steps: BlockSteps;
  /** What the requests of all sockets may take. */
  readonly incoming: ByteBudget;
  /** What waits for the readers of all sockets. */
  readonly outgoing: ByteBudget;
}

/** The calls and subscriptions of one WebSocket. A frame is answered by a frame, as a body is by a body; answers come in any order. */
export class RpcSocket {
  readonly subscriptions: Subscriptions;
  readonly #socket: WebSocket;
  readonly #connection: Socket;
  readonly #parts: RpcSocketParts;
  // Frames that came out of the same read as the one after which reading was stopped.
  readonly #waiting: string[] = [];
  #underWay = 0;
  #computing = 0;
  #isStopping = false;
  // Bytes of a frame that has not arrived whole, and of frames that are not answered.
  #partial = 0;
  #requested = 0;
  // Signs of life since the last beat.
  #hasHeard = true;
  #taken = 0;

  constructor(socket: WebSocket, connection: Socket, parts: RpcSocketParts) {
    this.#socket = socket;
    this.#connection = connection;
    this.#parts = parts;
    this.subscriptions = new Subscriptions({
      context: parts.dispatcher.context,
      steps: parts.steps,
      sink: {
        hasRoom: () => this.#hasRoom(),
        mayQueue: () => socket.bufferedAmount < QUEUE_BYTES && !parts.outgoing.isExceeded,
        send: (text) => this.#send(text),
        close: (code, reason) => this.#close(code, reason),
      },
      onFailure: (error) => {
        parts.dispatcher.onInternalError(error);
        this.#close(
          CloseCode.INTERNAL,
          'The chain cannot be followed; the log of the node says why. Reconnect to try again',
        );
      },
    });
    // Before the listener of ws: a frame ends in the piece that has been counted.
    connection.prependListener('data', (piece: Uint8Array) => this.#onPiece(piece.length));
    socket.on('message', (data, isBinary) => this.#onMessage(String(data), isBinary));
    socket.on('pong', () => {
      this.#hasHeard = true;
    });
    // ws closes the socket with the code for what was wrong with its bytes.
    socket.on('error', () => undefined);
    socket.once('close', () => this.#onClose());
  }

  /** Takes no new requests, and closes the socket when those under way are answered. */
  stop(): void {
    this.#isStopping = true;
    this.#work();
  }

  /** Ends the connection at once. */
  terminate(): void {
    this.#socket.terminate();
  }

  /** To be called at intervals: asks for a sign of life, and ends a socket that has given none since the last call. */
  beat(): void {
    const { bytesWritten, writableLength } = this.#connection;
    const taken = bytesWritten - writableLength;
    // A reader that takes what is sent lives, and so does one that waits for an answer: its socket may not be read meanwhile.
    const lives = this.#hasHeard || taken > this.#taken || this.#computing > 0;
    if (!lives) {
      this.terminate();
      return;
    }
    this.#hasHeard = false;
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping();
    this.#taken = this.#connection.bytesWritten - this.#connection.writableLength;
  }

  #onPiece(bytes: number): void {
    this.#hasHeard = true;
    const { incoming } = this.#parts;
    this.#partial += bytes;
    incoming.claim(bytes);
    if (incoming.isExceeded && this.#partial + this.#requested > SMALL_BYTES) {
      this.#close(CloseCode.TOO_SLOW, 'Too many large frames are under way; reconnect and try again');
    }
  }

  #onMessage(text: string, isBinary: boolean): void {
    this.#parts.incoming.release(this.#partial);
    this.#partial = 0;
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    if (isBinary) {
      this.#close(CloseCode.NOT_TEXT, 'Frames are JSON texts; send text frames');
      return;
    }
    this.#request(text.length);
    this.#waiting.push(text);
    this.#work();
  }

  /** Begins the requests that have room, and reads the socket as long as there is room for more. */
  #work(): void {
    if (this.#isStopping) this.#dropWaiting();
    while (this.#underWay < MOST_UNDER_WAY && this.#waiting.length > 0) {
      this.#underWay++;
      void this.#answer(this.#waiting.shift()!);
    }
    const isFull = this.#underWay === MOST_UNDER_WAY;
    if (isFull && !this.#socket.isPaused) this.#socket.pause();
    if (!isFull && this.#socket.isPaused) this.#socket.resume();
    if (this.#isStopping && this.#computing === 0) this.#close(CloseCode.GOING_AWAY, 'The node stops; reconnect later');
  }

  async #answer(text: string): Promise<void> {
    const { dispatcher } = this.#parts;
    const subscriber = this.subscriptions.request();
    this.#computing++;
    // As in the original, a list may have any number of requests; the size of the frame bounds it.
    const own = { ...dispatcher, context: { ...dispatcher.context, subscriber } };
    const answer = await answerBody(text, own, Number.POSITIVE_INFINITY);
    this.#computing--;
    this.#request(-text.length);
    this.#send(answer, () => {
      this.#underWay--;
      this.#work();
    });
    subscriber.answered();
    if (this.#isStopping) this.#work();
  }

  #send(text: string, onTaken: () => void = () => undefined): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    const { outgoing } = this.#parts;
    outgoing.claim(text.length);
    this.#socket.send(text, () => {
      outgoing.release(text.length);
      onTaken();
      if (this.#hasRoom()) this.subscriptions.wake();
    });
  }

  /** With an exceeded budget each reader still gets one frame after the other. */
  #hasRoom(): boolean {
    const { readyState, bufferedAmount } = this.#socket;
    if (readyState !== WebSocket.OPEN) return false;
    return bufferedAmount === 0 || (bufferedAmount < ROOM_BYTES && !this.#parts.outgoing.isExceeded);
  }

  /** Counts bytes of requests that are not answered; negative when they are. */
  #request(bytes: number): void {
    this.#requested += bytes;
    this.#parts.incoming.claim(bytes);
  }

  #dropWaiting(): void {
    for (const text of this.#waiting.splice(0)) this.#request(-text.length);
  }

  #close(code: number, reason: string): void {
    this.subscriptions.close();
    this.#dropWaiting();
    this.#socket.close(code, reason);
    // The answer of the other side has to be read.
    if (this.#socket.isPaused) this.#socket.resume();
  }

  #onClose(): void {
    this.subscriptions.close();
    this.#dropWaiting();
    this.#parts.incoming.release(this.#partial);
    this.#partial = 0;
  }
}
