import { expect, test } from 'vitest';
import { decodeBase64, decodeBinary } from './decode-binary.ts';

test('base64 of any length and any byte', () => {
  for (let length = 0; length < 300; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 73 + length) & 255);
    const text = Buffer.from(bytes).toString('base64');
    expect(decodeBase64(text), `${length} bytes`).toEqual(bytes);
    expect(new Uint8Array(decodeBinary(text)), `${length} bytes`).toEqual(bytes);
  }
});
