/** Where the frames of subscriptions go: a socket. */
export interface FrameSink {
  /** Whether a frame that could also be sent later may be sent now. Who sends later is woken when it is true again. */
  hasRoom(): boolean;
  /** Whether a frame that cannot be sent later may be added to what waits. */
  mayQueue(): boolean;
  send(text: string): void;
  /** Ends the socket, with the reason for its reader. */
  close(code: number, reason: string): void;
}
