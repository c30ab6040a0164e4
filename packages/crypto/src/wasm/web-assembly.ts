// What is used of WebAssembly's JavaScript interface. It is in no library of the language, and the libraries that have it (the
// DOM's, Node's) bring a thousand other globals with them.

export interface WebAssemblyMemory {
  readonly buffer: ArrayBuffer;
}

interface WebAssemblyInterface {
  readonly Module: new (binary: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
  validate(binary: Uint8Array): boolean;
}

declare const WebAssembly: WebAssemblyInterface | undefined;

/** Undefined where the host has none or forbids it. */
export function webAssembly(): WebAssemblyInterface | undefined {
  return typeof WebAssembly === 'undefined' ? undefined : WebAssembly;
}
