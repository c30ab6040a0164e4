import { hexToBytes } from '@ethereumjs/util';

const opcodes: { readonly [name: string]: number } = {
  ADD: 0x01,
  MUL: 0x02,
  SUB: 0x03,
  DIV: 0x04,
  LT: 0x10,
  EQ: 0x14,
  SHR: 0x1c,
  KECCAK256: 0x20,
  CALLER: 0x33,
  CALLDATALOAD: 0x35,
  MSTORE: 0x52,
  SLOAD: 0x54,
  SSTORE: 0x55,
  JUMPI: 0x57,
  DUP1: 0x80,
  DUP2: 0x81,
  DUP3: 0x82,
  SWAP1: 0x90,
  LOG2: 0xa2,
  LOG3: 0xa3,
  RETURN: 0xf3,
  REVERT: 0xfd,
};
const JUMPDEST = 0x5b;
const PUSH1 = 0x60;
const PUSH2 = 0x61;

/**
 * Returns the bytes of a listing. Each word is an instruction, and `;` begins a comment. A hexadecimal number is pushed with as many bytes as it
 * has; `:name` is a place to jump to, and `@name` pushes that place.
 * @throws RangeError for any other word
 */
export function assemble(listing: string): Uint8Array {
  const words = listing
    .split('\n')
    .flatMap((line) => (line.split(';')[0] ?? '').split(/\s+/).filter((word) => word !== ''));
  const code: number[] = [];
  const places = new Map<string, number>();
  const jumps: { at: number; name: string }[] = [];
  for (const word of words) {
    const opcode = opcodes[word];
    if (opcode !== undefined) {
      code.push(opcode);
    } else if (word.startsWith(':')) {
      places.set(word.slice(1), code.length);
      code.push(JUMPDEST);
    } else if (word.startsWith('@')) {
      jumps.push({ at: code.length + 1, name: word.slice(1) });
      code.push(PUSH2, 0, 0);
    } else if (/^0x([0-9a-f]{2}){1,32}$/.test(word)) {
      const bytes = hexToBytes(`0x${word.slice(2)}`);
      code.push(PUSH1 + bytes.length - 1, ...bytes);
    } else {
      throw new RangeError(`the listing has a word that is no instruction: ${word}`);
    }
  }
  for (const { at, name } of jumps) {
    const place = places.get(name);
    if (place === undefined) throw new RangeError(`the listing has no place that is called ${name}`);
    code[at] = place >> 8;
    code[at + 1] = place & 0xff;
  }
  return Uint8Array.from(code);
}
