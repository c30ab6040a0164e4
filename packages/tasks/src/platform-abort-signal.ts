/** `AbortSignal` as the types of a program define it, be they Node's or a browser's. A program without either can use all the rest. */
export type PlatformAbortSignal = typeof globalThis extends { AbortSignal: { prototype: infer Signal } }
  ? Signal
  : never;
