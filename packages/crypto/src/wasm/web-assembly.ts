// The part of WebAssembly's JavaScript interface that this package uses. TypeScript's libraries of the language lack it, and the libraries
// that have it (the DOM's, Node's) declare a thousand other globals too.

export interface WebAssemblyMemory {
  readonly buffer: ArrayBuffer;
}

interface WebAssemblyInterface {
  readonly Module: new (binary: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
  validate(binary: Uint8Array): boolean;
}

declare const WebAssembly: WebAssemblyInterface | undefined;

/** The smallest module: magic and version. */
const EMPTY_MODULE: Uint8Array = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);

let host: WebAssemblyInterface | undefined;
let isAsked = false;

/** The host's WebAssembly; undefined on a host that lacks or forbids it. The host is tried once. */
export function webAssembly(): WebAssemblyInterface | undefined {
  if (!isAsked) {
    host = typeof WebAssembly === 'undefined' || !compiles(WebAssembly) ? undefined : WebAssembly;
    isAsked = true;
  }
  return host;
}

/** A page whose content security policy lacks 'wasm-unsafe-eval' has WebAssembly, and validates modules, but throws when one is compiled. */
function compiles(candidate: WebAssemblyInterface): boolean {
  try {
    new candidate.Module(EMPTY_MODULE);
    return true;
  } catch {
    return false;
  }
}
