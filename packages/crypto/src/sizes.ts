// Sizes in bytes. Source: docs/protocol.md §3.

export const PRIVATE_KEY_SIZE = 32;
export const PUBLIC_KEY_SIZE = 32;
/** s (32) || e (32). */
export const SIGNATURE_SIZE = 64;
