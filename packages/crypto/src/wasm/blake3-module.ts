import { blake3Binary } from '../generated/blake3-binary.ts';
import { decodeBinary } from './decode-binary.ts';
import { type WebAssemblyMemory, webAssembly } from './web-assembly.ts';

/** BLAKE3 in WebAssembly, for one hash at a time: `begin`, then `update` for each part, then `finish`. */
export interface Blake3Module {
  begin(): void;
  update(part: Uint8Array): void;
  finish(): Uint8Array;
}

/** The exports of assembly/blake3.ts. */
interface Exports {
  readonly memory: WebAssemblyMemory;
  input(): number;
  inputSize(): number;
  output(): number;
  begin(): void;
  update(length: number): void;
  finish(): void;
}

/** Starts the module; undefined on a host without WebAssembly. */
export function startBlake3Module(): Blake3Module | undefined {
  const host = webAssembly();
  if (host === undefined) return undefined;
  const { exports } = new host.Instance(new host.Module(decodeBinary(blake3Binary)), {});
  if (!isExports(exports)) return undefined;
  const size = exports.inputSize();
  const input = new Uint8Array(exports.memory.buffer, exports.input(), size);
  const output = new Uint8Array(exports.memory.buffer, exports.output(), 32);
  return {
    begin: exports.begin,
    update(part) {
      if (part.length <= size) {
        input.set(part);
        exports.update(part.length);
        return;
      }
      for (let at = 0; at < part.length; at += size) {
        const slice = part.subarray(at, at + size);
        input.set(slice);
        exports.update(slice.length);
      }
    },
    finish() {
      exports.finish();
      return output.slice();
    },
  };
}

function isExports(exports: object): exports is Exports {
  return 'memory' in exports && 'input' in exports && 'update' in exports && 'finish' in exports;
}
