import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bytesToHex } from '@noble/hashes/utils.js';
import { baseline, type ExactJson, parseExactJson } from '@tos/protocol';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { decodeTransaction, encodeTransaction, type Transaction, wireFromHex } from '../src/index.ts';
import { transactionFromJson, transactionToJson } from '../src/json/index.ts';
import { outcome } from './outcome.ts';

// The public wire vectors, from the folder that TOS_SPEC_VECTORS names, or from beside the repository.
const root = process.env['TOS_SPEC_VECTORS'] ?? fileURLToPath(new URL('../../../../shared/tos-spec', import.meta.url));
const folder = join(root, 'execution', 'transactions');

type Members = { readonly [member: string]: ExactJson };

const vectors = z.object({ test_vectors: z.array(z.object({ input: z.object({ wire_hex: z.string() }) })) });
const load = (file: string) =>
  vectors
    .parse(parseExactJson(readFileSync(join(folder, file), 'utf8')))
    .test_vectors.map(({ input }, index) => ({ where: `${file}, index ${index}`, hex: input.wire_hex }));

/** Every transaction object of the execution vectors that comes with its wire. */
function* executionVectors(): Generator<{ where: string; json: ExactJson; hex: string }> {
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.json')) continue;
    let index = 0;
    for (const entry of membersWithin(parseExactJson(readFileSync(join(folder, file), 'utf8')))) {
      const tx = entry['tx'];
      if (!isMembers(tx) || !('tx_type' in tx)) continue;
      const { wire_hex: inside, ...json } = tx;
      const hex = entry['wire_hex'] || inside;
      if (typeof hex === 'string' && hex !== '') yield { where: `${file}, transaction ${index++}`, json, hex };
    }
  }
}

function* membersWithin(json: ExactJson): Generator<Members> {
  if (isMembers(json)) yield json;
  if (typeof json === 'object' && json !== null) for (const inner of Object.values(json)) yield* membersWithin(inner);
}

function isMembers(json: ExactJson | undefined): json is Members {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

if (existsSync(folder)) {
  describe('public wire vectors', () => {
    test('negative: every one is refused', () => {
      const list = load('wire_format_negative.json');
      expect(list.length).toBeGreaterThan(0);
      for (const { where, hex } of list) {
        expect(
          outcome(() => decodeTransaction(wireFromHex(hex))),
          where,
        ).toBe('TOS_INVALID_FORMAT');
      }
    });

    test('round trip: bit for bit, on the wire and through JSON; every type has a vector', () => {
      const list = load('wire_format_roundtrip.json');
      for (const { where, hex } of list) {
        const wire = wireFromHex(hex);
        const decoded = decodeTransaction(wire);
        expect(encodeTransaction(decoded), where).toEqual(wire);
        expect(transactionFromJson(transactionToJson(decoded)), where).toEqual(decoded);
      }
      const types = new Set(list.map(({ hex }) => wireFromHex(hex)[34]));
      expect(types).toEqual(baseline.opcodes);
    });

    test('execution: what the JSON beside a wire describes is that wire, or is refused like the wire', () => {
      let [exact, refused] = [0, 0];
      for (const { where, json, hex } of executionVectors()) {
        let fromJson: Transaction | undefined;
        const result = outcome(() => {
          fromJson = transactionFromJson(json);
        });
        const isWire = outcome(() => decodeTransaction(wireFromHex(hex))) === 'accepted';
        if (isWire && fromJson !== undefined) {
          expect(bytesToHex(encodeTransaction(fromJson)), where).toBe(hex);
          exact++;
        } else {
          // A wire that decodes may come with JSON that is refused, but not the reverse.
          expect(result, where).toBe('TOS_INVALID_FORMAT');
          refused++;
        }
      }
      expect(exact).toBeGreaterThan(9 * refused);
    });
  });
} else {
  test.skip(`public wire vectors: no ${folder}; set TOS_SPEC_VECTORS`);
}
