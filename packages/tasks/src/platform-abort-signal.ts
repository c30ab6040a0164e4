/** `AbortSignal` as a program's types have it, be they Node's or a browser's; a program that has neither can still use the rest. */
export type PlatformAbortSignal = typeof globalThis extends { AbortSignal: { prototype: infer Signal } }
  ? Signal
  : never;
