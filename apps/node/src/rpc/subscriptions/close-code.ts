/** Why the node closes a WebSocket. The reason, at most 123 bytes, says what to do. */
export const CloseCode = {
  /** The node stops. */
  GOING_AWAY: 1001,
  /** A binary frame. */
  NOT_TEXT: 1003,
  /** The node failed; its log says why. */
  INTERNAL: 1011,
  /** The reader is too slow, or all its requests together are too large. */
  TOO_SLOW: 1013,
} as const;
