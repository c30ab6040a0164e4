import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Interner } from './interner.ts';

/** Key number n. All keys have the same first 28 bytes. */
function keyOf(n: number): Uint8Array {
  const key = new Uint8Array(32).fill(0xee);
  new DataView(key.buffer).setUint32(28, n);
  return key;
}

describe('interner', () => {
  // The table and the words grow at 64, 128, 256, ... strings.
  test.each([0, 1, 63, 64, 65, 127, 128, 129, 255, 256, 257, 3000])('%i keys get the ids 0, 1, 2, ...', (count) => {
    const interner = new Interner();
    for (let n = 0; n < count; n++) expect(interner.intern(keyOf(n), 0), `first sight of ${n}`).toBe(n);
    expect(interner.size).toBe(count);
    for (let n = count - 1; n >= 0; n--) {
      expect(interner.intern(keyOf(n), 0), `second sight of ${n}`).toBe(n);
      expect(interner.bytesOf(n), `bytes of ${n}`).toEqual(keyOf(n));
    }
    expect(interner.size).toBe(count);
  });

  test('an id stays the same whatever comes between', () => {
    const interner = new Interner();
    for (let n = 0; n < 300; n++) {
      interner.intern(keyOf(n), 0);
      for (const known of [0, n >> 1, n]) expect(interner.intern(keyOf(known), 0), `${known} after ${n}`).toBe(known);
    }
  });

  test('keys that differ in one byte anywhere are two keys, the zero key among them', () => {
    const interner = new Interner();
    expect(interner.intern(new Uint8Array(32), 0)).toBe(0);
    for (let at = 0; at < 32; at++) {
      const key = new Uint8Array(32);
      key[at] = 0x80;
      expect(interner.intern(key, 0), `byte ${at}`).toBe(at + 1);
      expect(interner.bytesOf(at + 1), `byte ${at}`).toEqual(key);
    }
    expect(interner.bytesOf(0)).toEqual(new Uint8Array(32));
  });

  test('keys are read and written at an offset, and nothing beside them', () => {
    const interner = new Interner();
    const bytes = Uint8Array.of(1, 2, 3, ...keyOf(7), 4, 5);
    const id = interner.intern(bytes, 3);
    expect(interner.intern(keyOf(7), 0)).toBe(id);
    const target = new Uint8Array(40).fill(9);
    interner.copyTo(id, target, 5);
    expect(target).toEqual(Uint8Array.of(9, 9, 9, 9, 9, ...keyOf(7), 9, 9, 9));
  });

  test('the bytes are a copy, both ways', () => {
    const interner = new Interner();
    const key = keyOf(1);
    interner.intern(key, 0);
    key.fill(0);
    interner.bytesOf(0).fill(0);
    expect(interner.bytesOf(0)).toEqual(keyOf(1));
  });

  test('any sequence of keys gets the ids that a Map would give', () => {
    // Few distinct words, so that keys repeat and share parts.
    const key = fc.array(fc.constantFrom(0, 1, 0x80, 0xff), { minLength: 8, maxLength: 8 }).map((words) => {
      return Uint8Array.from({ length: 32 }, (_, i) => (i % 4 === 3 ? (words[i >> 2] ?? 0) : 0));
    });
    fc.assert(
      fc.property(fc.array(key, { maxLength: 300 }), (keys) => {
        const interner = new Interner();
        const ids = new Map<string, number>();
        keys.forEach((one, n) => {
          const text = String(one);
          if (!ids.has(text)) ids.set(text, ids.size);
          expect(interner.intern(one, 0), `key ${n}`).toBe(ids.get(text));
        });
        expect(interner.size).toBe(ids.size);
      }),
      { numRuns: 100 },
    );
  });
});
