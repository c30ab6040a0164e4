import { hexToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeTransaction,
  encodeTransaction,
  type Payload,
  type Transaction,
  type ValueCell,
  WireReader,
  WireWriter,
} from '../src/index.ts';
import { transactionFromJson, transactionToJson } from '../src/json/index.ts';
import { walkValueCell, writeValueCell } from '../src/types/value-cell-field.ts';
import { outcome } from './outcome.ts';
import { burnSample, examples } from './samples.ts';

// What each type refuses, by the byte at which its example is changed. Source: docs/protocol.md §1, §2.2.

const PAYLOAD = 35;
const L = [...hexToBytes('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010')];
const withPayload = (payload: Payload): Transaction => ({ ...burnSample, payload });
const fail = (offset: number) =>
  expect.objectContaining({ code: 'TOS_INVALID_FORMAT', details: expect.objectContaining({ offset }) });

/** Bytes of the envelope behind the payload, before an extension: fee, fee type, nonce. */
const EXTENSION = 17;
// asset, destination, amount, Option of 3 bytes, then commitment and handle.
const SHIELD_PROOF = 2 + 72 + 6 + 64;
const UNO_PROOF = 2 + 64 + 6 + 96;
const SHIELD_EXTENSION = SHIELD_PROOF + 96 + EXTENSION;
const UNSHIELD_EXTENSION = SHIELD_PROOF + 160 + EXTENSION;
const UNO_EXTENSION = UNO_PROOF + 160 + EXTENSION;
const DEPLOY_INVOKE = 4 + 4;
const INVOKE_PARAMETERS = 32 + 1 + 41 + 10;

describe('refused, naming the byte', () => {
  // Offsets from the start of the payload: where the bytes go, and what the error names.
  test.each<[string, string, number, number[], number]>([
    ['multisig', 'no participants', 1, [0], 1],
    ['invoke_contract', 'a private deposit', 65, [1], 65],
    ['invoke_contract', 'a cell of kind 4', INVOKE_PARAMETERS + 1, [4], INVOKE_PARAMETERS + 1],
    ['invoke_contract', '10,001 pairs', INVOKE_PARAMETERS + 2, [0, 0, 0x27, 0x11], INVOKE_PARAMETERS + 2],
    [
      'invoke_contract',
      'more bytes than exist',
      INVOKE_PARAMETERS + 1,
      [1, 0, 0x0f, 0x42, 0x40],
      INVOKE_PARAMETERS + 6,
    ],
    ['invoke_contract', '1,000,001 bytes', INVOKE_PARAMETERS + 1, [1, 0, 0x0f, 0x42, 0x41], INVOKE_PARAMETERS + 2],
    ['invoke_contract', 'an opaque primitive', INVOKE_PARAMETERS + 7, [10], INVOKE_PARAMETERS + 7],
    ['invoke_contract', 'a boolean 2', INVOKE_PARAMETERS + 7, [7, 2], INVOKE_PARAMETERS + 8],
    ['invoke_contract', 'a string that is not UTF-8', INVOKE_PARAMETERS + 10, [0xc0, 0x80], INVOKE_PARAMETERS + 10],
    ['invoke_contract', 'a range of null', INVOKE_PARAMETERS + 7, [9, 0], INVOKE_PARAMETERS + 8],
    ['invoke_contract', 'a range of booleans', INVOKE_PARAMETERS + 7, [9, 7], INVOKE_PARAMETERS + 8],
    ['invoke_contract', 'a range of two types', INVOKE_PARAMETERS + 7, [9, 1, 0, 2], INVOKE_PARAMETERS + 10],
    ['deploy_contract', 'no ELF file', 4, [0x7e], 4],
    ['deploy_contract', 'a module of 3 bytes', 0, [0, 0, 0, 3], 4],
    ['deploy_contract', 'a module without an end', 0, [0xff, 0xff, 0xff, 0xff], 4],
    ['deploy_contract', 'option byte 2', DEPLOY_INVOKE, [2], DEPLOY_INVOKE],
    ['freeze_tos', 'variant 4', 0, [4], 0],
    ['freeze_tos', '2 days', 9, [0, 0, 0, 2], 9],
    ['freeze_tos', '366 days', 9, [0, 0, 1, 0x6e], 9],
    ['freeze_tos_delegate', '501 delegatees', 1, [0, 0, 0, 0, 0, 0, 1, 0xf5], 1],
    ['freeze_tos_delegate', '2^32 + 1 delegatees', 1, [0, 0, 0, 1, 0, 0, 0, 1], 1],
    ['freeze_tos_delegate', '2 days', 49, [0, 0, 0, 2], 49],
    ['unfreeze_tos', 'boolean 2', 9, [2], 9],
    ['unfreeze_tos', 'option byte 2 of the record', 10, [2], 10],
    ['unfreeze_tos', 'option byte 2 of the delegatee', 15, [2], 15],
    ['uno_transfers', 'no transfers', 0, [0, 0], 0],
    ['uno_transfers', '501 transfers', 0, [1, 0xf5], 0],
    ['uno_transfers', 'z_r = L', UNO_PROOF + 96, L, UNO_PROOF + 96],
    ['uno_transfers', 'z_x = L', UNO_PROOF + 128, L, UNO_PROOF + 128],
    ['uno_transfers', 'z_r of an equality proof = L', UNO_EXTENSION + 193, L, UNO_EXTENSION + 193],
    ['uno_transfers', 'a range proof of 256 bytes', UNO_EXTENSION + 257, [1, 0], UNO_EXTENSION + 257],
    ['uno_transfers', 'a range proof of half a round', UNO_EXTENSION + 257, [1, 0x40], UNO_EXTENSION + 257],
    ['uno_transfers', 'a range proof of 32 rounds', UNO_EXTENSION + 257, [9, 0x20], UNO_EXTENSION + 257],
    [
      'uno_transfers',
      'the last scalar of the range proof = L',
      UNO_EXTENSION + 259 + 256,
      L,
      UNO_EXTENSION + 259 + 256,
    ],
    ['shield_transfers', 'no transfers', 0, [0, 0], 0],
    ['shield_transfers', '501 transfers', 0, [1, 0xf5], 0],
    ['shield_transfers', 'extra data of 1025 bytes', 75, [4, 1], 75],
    ['shield_transfers', 'z = L', SHIELD_PROOF + 64, L, SHIELD_PROOF + 64],
    ['shield_transfers', '255 source commitments', SHIELD_EXTENSION, [255], SHIELD_EXTENSION + 33],
    ['unshield_transfers', 'no transfers', 0, [0, 0], 0],
    ['unshield_transfers', 'z_x = L', SHIELD_PROOF + 128, L, SHIELD_PROOF + 128],
    ['unshield_transfers', 'a range proof of 0 bytes', UNSHIELD_EXTENSION + 257, [0, 0], UNSHIELD_EXTENSION + 257],
    ['register_name', '2 bytes', 0, [2], 0],
    ['register_name', '65 bytes', 0, [65], 0],
    ['register_name', 'half a character', 5, [0xe2], 5],
    ['agent_set_status', 'variant 8', 0, [8], 0],
    ['agent_register', 'option byte 2 of the pool', 65, [2], 65],
    ['agent_register', 'option byte 2 of the root', 98, [2], 98],
    ['agent_set_energy_pool', 'option byte 2', 1, [2], 1],
    ['agent_add_session_key', '1025 targets', 57, [4, 1], 57],
    ['agent_add_session_key', '1025 assets', 91, [4, 1], 91],
  ])('%s: %s', (name, _, at, bytes, offset) => {
    const wire = encodeTransaction(withPayload(examples[name]!));
    wire.set(bytes, PAYLOAD + at);
    expect(() => decodeTransaction(wire)).toThrow(fail(PAYLOAD + offset));
  });

  test('what occurs twice', () => {
    const key = new Uint8Array(32).fill(1);
    const multisig: Payload = { type: 'multisig', threshold: 1, participants: [key, new Uint8Array(32), key] };
    expect(() => encodeTransaction(withPayload(multisig))).toThrow(fail(PAYLOAD + 2 + 64));
    const deposits = [1n, 2n].map((amount) => ({ asset: key, amount }));
    const invoke = examples['invoke_contract']!;
    expect(() => encodeTransaction(withPayload({ ...invoke, deposits } as Payload))).toThrow(fail(PAYLOAD + 33 + 41));
  });
});

describe('limits', () => {
  const key = (n: number) => new Uint8Array(32).fill(n);
  const list = (length: number) => Array.from({ length }, (_, n) => key(n));
  const nested = (depth: number, inner: ValueCell): ValueCell =>
    Array.from({ length: depth }).reduce<ValueCell>((cell) => ({ kind: 'object', value: [cell] }), inner);
  const invoke = (...parameters: ValueCell[]): Payload => ({
    type: 'invoke_contract',
    contract: key(0),
    deposits: [],
    entryId: 0,
    maxGas: 0n,
    parameters,
  });
  const empty: ValueCell = { kind: 'map', value: [] };
  const nothing: ValueCell = { kind: 'default', value: null };
  const freeze = (delegatees: number): Payload => ({
    type: 'energy',
    variant: 'freeze_tos_delegate',
    durationDays: 365,
    delegatees: Array.from({ length: delegatees }, () => ({ delegatee: key(0), amount: 0n })),
  });
  const deposits = Array.from({ length: 255 }, (_, n) => ({ asset: key(n), amount: 0n }));

  test.each<[string, Payload]>([
    ['255 participants', { type: 'multisig', threshold: 255, participants: list(255) }],
    ['255 deposits', { type: 'deploy_contract', module: hexToBytes('7f454c46'), invoke: { maxGas: 0n, deposits } }],
    ['255 parameters', invoke(...new Array<ValueCell>(255).fill(nothing))],
    ['64 containers in each other, and an empty one', invoke(nested(64, empty))],
    ['1,000,000 bytes', invoke({ kind: 'bytes', value: new Uint8Array(1_000_000) })],
    ['10,000 items', invoke({ kind: 'object', value: new Array<ValueCell>(10_000).fill(nothing) })],
    ['10,000 pairs, all with the same key', invoke({ kind: 'map', value: new Array(10_000).fill([nothing, nothing]) })],
    ['a string of 65,535 bytes', invoke({ kind: 'default', value: { type: 'string', value: 'a'.repeat(65_535) } })],
    ['a range that runs backwards', invoke({ kind: 'default', value: { type: 'range', value: [u256(1n), u256(0n)] } })],
    ['no delegatees', freeze(0)],
    ['500 delegatees', freeze(500)],
    ['a name of 3 bytes', { type: 'register_name', name: '€' }],
    ['a name of 64 bytes, with a byte order mark', { type: 'register_name', name: `\ufeff${'\u{1f600}'.repeat(15)}a` }],
  ])('%s: decode', (_, payload) => {
    const transaction = withPayload(payload);
    const wire = encodeTransaction(transaction);
    expectSameBytes(encodeTransaction(decodeTransaction(wire)), wire);
    expectSameBytes(encodeTransaction(transactionFromJson(transactionToJson(transaction))), wire);
  });

  const cyclic: ValueCell[] = [];
  cyclic.push({ kind: 'object', value: cyclic });
  const unshield = examples['unshield_transfers']!;
  test.each<[string, Payload, string]>([
    ['256 participants', { type: 'multisig', threshold: 1, participants: list(256) }, 'TOS_INVALID_ARGUMENT'],
    ['participants of a deletion', { type: 'multisig', threshold: 0, participants: list(1) }, 'TOS_INVALID_ARGUMENT'],
    ['threshold 256', { type: 'multisig', threshold: 256, participants: list(1) }, 'TOS_INVALID_ARGUMENT'],
    ['256 parameters', invoke(...new Array<ValueCell>(256).fill(nothing)), 'TOS_INVALID_ARGUMENT'],
    ['65 containers in each other', invoke(nested(65, nothing)), 'TOS_INVALID_ARGUMENT'],
    ['100,000 containers in each other', invoke(nested(100_000, nothing)), 'TOS_INVALID_ARGUMENT'],
    ['a container in itself', invoke(...cyclic), 'TOS_INVALID_ARGUMENT'],
    ['u8 of 256', invoke({ kind: 'default', value: { type: 'u8', value: 256n } }), 'TOS_INVALID_ARGUMENT'],
    ['u256 of -1', invoke({ kind: 'default', value: u256(-1n) }), 'TOS_INVALID_ARGUMENT'],
    ['a string of 65,536 bytes', invoke(text('a'.repeat(65_536))), 'TOS_INVALID_ARGUMENT'],
    ['a string with half a character', invoke(text('\ud800')), 'TOS_INVALID_ARGUMENT'],
    ['a module of text', { type: 'deploy_contract', module: key(0), invoke: null }, 'TOS_INVALID_FORMAT'],
    ['501 delegatees', freeze(501), 'TOS_INVALID_FORMAT'],
    ['half a day', { type: 'energy', variant: 'freeze_tos', amount: 0n, durationDays: 3.5 }, 'TOS_INVALID_ARGUMENT'],
    ['a name with half a character', { type: 'register_name', name: 'abc\udc00' }, 'TOS_INVALID_ARGUMENT'],
    ['a name of 65 bytes', { type: 'register_name', name: 'a'.repeat(65) }, 'TOS_INVALID_FORMAT'],
    ['a name of 300 bytes', { type: 'register_name', name: 'a'.repeat(300) }, 'TOS_INVALID_ARGUMENT'],
    ['commitments without a range proof', { ...unshield, rangeProof: null } as Payload, 'TOS_INVALID_ARGUMENT'],
    ['a range proof without commitments', { ...unshield, sourceCommitments: [] } as Payload, 'TOS_INVALID_ARGUMENT'],
  ])('%s: neither encode nor are JSON', (_, payload, code) => {
    const transaction = withPayload(payload);
    expect(outcome(() => encodeTransaction(transaction))).toBe(code);
    expect(outcome(() => transactionFromJson(transactionToJson(transaction)))).toBe('TOS_INVALID_FORMAT');
  });

  test('any nesting on the wire is walked without a deep stack', () => {
    const deep = Uint8Array.from({ length: 1_000_000 }, (_, n) => (n % 5 === 0 ? 2 : n % 5 === 4 ? 1 : 0));
    expect(outcome(() => walkValueCell(new WireReader(deep, 'cell')))).toBe('TOS_INVALID_FORMAT');
  });

  test('the cells that take the fewest bytes decode, as many as a transaction holds', () => {
    const items = new Array<ValueCell>(10_000).fill(nothing);
    const cell: ValueCell = { kind: 'object', value: new Array<ValueCell>(52).fill({ kind: 'object', value: items }) };
    const wire = encodeTransaction(withPayload(invoke(cell)));
    expect(wire.length).toBeGreaterThan(1_000_000);
    expectSameBytes(encodeTransaction(decodeTransaction(wire)), wire);
  });

  /** `toEqual` takes ten seconds for a megabyte. */
  function expectSameBytes(a: Uint8Array, b: Uint8Array): void {
    expect(a.length).toBe(b.length);
    expect(a.findIndex((byte, n) => byte !== b[n])).toBe(-1);
  }

  function u256(value: bigint): { type: 'u256'; value: bigint } {
    return { type: 'u256', value };
  }

  function text(value: string): ValueCell {
    return { kind: 'default', value: { type: 'string', value } };
  }
});

test('deposits in JSON: the first place and the last amount of an asset', () => {
  const json = transactionToJson(withPayload(examples['invoke_contract']!));
  const asset = (n: number) => n.toString(16).padStart(64, '0');
  const deposits = [
    { asset: asset(1), amount: 5n },
    { asset: asset(2), amount: 6n },
    { asset: asset(1), amount: 7n },
  ];
  const payload = { contract: asset(0), deposits, entry_id: 0n, max_gas: 0n };
  const read = transactionFromJson({ ...Object(json), payload }).payload;
  expect(read).toMatchObject({ parameters: [], deposits: [{ amount: 7n }, { amount: 6n }] });
});

test('UTF-8 is exactly what the platform decodes', () => {
  const platform = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const text = fc.string({ unit: 'binary', minLength: 1 }).map((one) => new TextEncoder().encode(one));
  const broken = fc
    .tuple(text, fc.nat(), fc.nat(255))
    .map(([bytes, at, value]) => bytes.with(at % bytes.length, value));
  fc.assert(
    fc.property(fc.oneof(text, broken, fc.uint8Array({ maxLength: 6 })), (bytes) => {
      const writer = new WireWriter();
      writer.bytes(Uint8Array.of(0, 8));
      writer.u16(bytes.length);
      writer.bytes(bytes);
      const reader = new WireReader(writer.finish(), 'cell');
      let expected = 'TOS_INVALID_FORMAT';
      try {
        platform.decode(bytes);
        expected = 'accepted';
      } catch {}
      expect(outcome(() => walkValueCell(reader))).toBe(expected);
    }),
    { numRuns: 2000 },
  );
});

test('a cell is written as far as the limits go, and no further', () => {
  const writer = new WireWriter();
  writeValueCell(writer, {
    kind: 'map',
    value: [
      [
        { kind: 'default', value: null },
        { kind: 'object', value: [] },
      ],
    ],
  });
  expect(writer.finish()).toEqual(Uint8Array.of(3, 0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 0));
});
