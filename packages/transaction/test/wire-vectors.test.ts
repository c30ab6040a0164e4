import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Opcode, parseExactJson } from '@tos/protocol';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { decodeTransaction, encodeTransaction, wireFromHex } from '../src/index.ts';
import { registeredCodecs } from '../src/types/codecs.ts';
import { outcome } from './outcome.ts';

// The public wire vectors, where they are: TOS_SPEC_VECTORS, or beside the repository.
const root = process.env['TOS_SPEC_VECTORS'] ?? fileURLToPath(new URL('../../../../shared/tos-spec', import.meta.url));
const folder = join(root, 'execution', 'transactions');

const typeNames = new Map<number, string>(Object.entries(Opcode).map(([name, code]) => [code, name.toLowerCase()]));
const vectors = z.object({ test_vectors: z.array(z.object({ input: z.object({ wire_hex: z.string() }) })) });
const load = (file: string) =>
  vectors
    .parse(parseExactJson(readFileSync(join(folder, file), 'utf8')))
    .test_vectors.map(({ input }, index) => ({ where: `${file}, index ${index}`, hex: input.wire_hex }));

if (existsSync(folder)) {
  describe('public wire vectors', () => {
    test('negative: every one is refused', () => {
      const list = load('wire_format_negative.json');
      expect(list.length).toBeGreaterThan(0);
      for (const { where, hex } of list) {
        const result = outcome(() => decodeTransaction(wireFromHex(hex)));
        expect(['TOS_INVALID_FORMAT', 'TOS_NOT_SUPPORTED'], where).toContain(result);
      }
    });

    test('round trip: bit for bit where the type has a codec, named as not supported where not', () => {
      const list = load('wire_format_roundtrip.json');
      const supported: number[] = [];
      const missing: number[] = [];
      for (const { where, hex } of list) {
        const wire = wireFromHex(hex);
        const opcode = wire[34]!;
        if (registeredCodecs[opcode] === undefined) {
          missing.push(opcode);
          expect(() => decodeTransaction(wire), where).toThrow(`of type ${typeNames.get(opcode)}, which has no codec`);
          expect(
            outcome(() => decodeTransaction(wire)),
            where,
          ).toBe('TOS_NOT_SUPPORTED');
        } else {
          supported.push(opcode);
          expect(encodeTransaction(decodeTransaction(wire)), where).toEqual(wire);
        }
      }
      expect(supported.length + missing.length).toBe(list.length);
      const codecs = registeredCodecs.flatMap((codec) => codec?.opcode ?? []);
      expect(
        [...new Set(supported)].sort((a, b) => a - b),
        'each codec has a vector',
      ).toEqual(codecs);
    });
  });
} else {
  test.skip(`public wire vectors: no ${folder}; set TOS_SPEC_VECTORS`);
}
