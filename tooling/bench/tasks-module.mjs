// What the tasks of this benchmark do: so many rounds of arithmetic, then one access. Rounds, not time: a thread that is kept waiting
// has not worked.
const decoder = new TextDecoder();
let sink = 0;

export function burn(rounds) {
  let x = sink | 1;
  for (let i = 0; i < rounds; i++) x = (Math.imul(x, 1103515245) + 12345) ^ (x >>> 7);
  sink = x;
}

/** Input: rounds as four bytes, 'w' or 'a', the keys joined by spaces. */
export function runTask(input, scope) {
  const rounds = (input[0] << 24) | (input[1] << 16) | (input[2] << 8) | input[3];
  burn(rounds);
  const [kind, ...keys] = decoder.decode(input.subarray(4)).split(' ');
  for (const key of keys) {
    if (kind === 'a') scope.add(key, 1n);
    else scope.set(key, BigInt(scope.get(key) ?? 0n) + 1n);
  }
  return undefined;
}

export function benchTask(rounds, kind, keys, reads = []) {
  const text = new TextEncoder().encode([kind, ...keys].join(' '));
  const input = new Uint8Array(4 + text.length);
  new DataView(input.buffer).setUint32(0, rounds);
  input.set(text, 4);
  return {
    input,
    access: kind === 'a' ? { adds: keys.map((key) => ({ key, min: 0n, max: 1n })) } : { writes: keys, reads },
  };
}
