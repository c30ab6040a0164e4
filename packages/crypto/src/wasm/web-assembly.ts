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

/** Magic and version: the smallest module there is. */
const EMPTY_MODULE: Uint8Array = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);

let host: WebAssemblyInterface | undefined;
let isAsked = false;

/** Undefined where the host has none or forbids it. */
export function webAssembly(): WebAssemblyInterface | undefined {
  if (!isAsked) {
    host = typeof WebAssembly === 'undefined' || !compiles(WebAssembly) ? undefined : WebAssembly;
    isAsked = true;
  }
  return host;
}

/** A page whose content security policy lacks 'wasm-unsafe-eval' has WebAssembly, validates with it, and throws when something is compiled. */
function compiles(candidate: WebAssemblyInterface): boolean {
  try {
    new candidate.Module(EMPTY_MODULE);
    return true;
  } catch {
    return false;
  }
}
