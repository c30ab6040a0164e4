/** Integers from 0 to before `limit`, the same ones for the same seed. Source: mulberry32. */
export function seededRandom(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

/** Where the payload begins, behind the opcode. */
const PAYLOAD = 35;

/** Counts and lengths around the limits of the format, and the largest that a field holds. */
const LIES: readonly (readonly number[])[] = [
  [0],
  [2],
  [0xff],
  [0x00, 0x00],
  [0x01, 0xf4],
  [0x01, 0xf5],
  [0x04, 0x01],
  [0xff, 0xff],
  [0x00, 0x00, 0x27, 0x11],
  [0x00, 0x0f, 0x42, 0x41],
  [0x7f, 0xff, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0xff],
  [0, 0, 0, 0, 0, 0, 0x01, 0xf5],
  [0, 0, 0, 1, 0, 0, 0, 1],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
];

/** A copy of the wire with one to three random changes, most of them in the payload. */
export function mutated(wire: Uint8Array, other: Uint8Array, random: (limit: number) => number): Uint8Array {
  let bytes: Uint8Array = wire.slice();
  for (let left = 1 + random(3); left > 0; left--) bytes = mutatedOnce(bytes, other, random);
  return bytes;
}

function mutatedOnce(wire: Uint8Array, other: Uint8Array, random: (limit: number) => number): Uint8Array {
  if (wire.length === 0) return other.slice();
  const at = wire.length > PAYLOAD && random(4) > 0 ? PAYLOAD + random(wire.length - PAYLOAD) : random(wire.length);
  const size = 1 + random(random(4) === 0 ? 80 : 8);
  switch (random(9)) {
    case 0:
      return wire.with(at, random(256));
    case 1:
      return wire.with(at, wire[at]! ^ (1 << random(8)));
    case 2:
      return wire.slice(0, at);
    case 3:
      return spliced(wire, at, at, noise(size, random));
    case 4:
      return spliced(wire, at, Math.min(at + size, wire.length), []);
    case 5:
      return spliced(wire, at, at, wire.subarray(at, at + size));
    case 6: {
      const lie = LIES[random(LIES.length)]!;
      return spliced(wire, at, Math.min(at + lie.length, wire.length), lie);
    }
    case 7:
      return spliced(wire, at, wire.length, other.subarray(Math.min(at, other.length)));
    default:
      return spliced(wire, at, wire.length, noise(random(300), random));
  }
}

function spliced(wire: Uint8Array, from: number, to: number, replacement: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(wire.length - (to - from) + replacement.length);
  bytes.set(wire.subarray(0, from));
  bytes.set(replacement, from);
  bytes.set(wire.subarray(to), from + replacement.length);
  return bytes;
}

function noise(size: number, random: (limit: number) => number): Uint8Array {
  return Uint8Array.from({ length: size }, () => random(256));
}
