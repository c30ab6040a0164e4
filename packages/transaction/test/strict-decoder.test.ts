import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { baseline, MAX_TRANSACTION_SIZE } from '@tos/protocol';
import { describe, expect, test } from 'vitest';
import {
  decodeBatch,
  decodeSequence,
  decodeTransaction,
  encodeTransaction,
  type Transaction,
  type Transfer,
  transactionHash,
} from '../src/index.ts';
import { transactionFromJson, transactionToJson } from '../src/json/index.ts';
import { outcome } from './outcome.ts';
import { burnSample, examples, transfersSample } from './samples.ts';

const burnWire = encodeTransaction(burnSample);
const transfersWire = encodeTransaction(transfersSample);
const wires: { readonly [name: string]: Uint8Array } = {
  envelope: transfersWire,
  ...Object.fromEntries(
    Object.entries(examples).map(([name, payload]) => [name, encodeTransaction({ ...burnSample, payload })]),
  ),
};
const L = 'edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010';

// Offsets in the samples. Source: docs/protocol.md §2.1, §2.2.
const PAYLOAD = 35;
const BURN_FEE_TYPE = PAYLOAD + 40 + 8;
const BURN_MULTISIG = BURN_FEE_TYPE + 1 + 8 + 40;
const FIRST_EXTRA = PAYLOAD + 2 + 72;

describe('strict decoder', () => {
  test.each(Object.entries(wires))('%s: truncated at any byte, with a byte more, with any bit flipped', (_, wire) => {
    for (let length = 0; length < wire.length; length++) {
      const part = wire.slice(0, length);
      const outcomes = [outcome(() => decodeTransaction(part)), outcome(() => decodeSequence(part, 0, 1))];
      expect(outcomes, `${length} bytes`).toEqual(['TOS_INVALID_FORMAT', 'TOS_INVALID_FORMAT']);
    }
    expect(outcome(() => decodeTransaction(Uint8Array.of(...wire, 0)))).toBe('TOS_INVALID_FORMAT');
    for (let bit = 0; bit < wire.length * 8; bit++) expectRefusedOrExact(flipped(wire, bit), `bit ${bit}`);
  });

  test('a chain id that no network has decodes: rules compare it', () => {
    for (const chainId of [4, 255]) expect(decodeTransaction(burnWire.with(1, chainId))).toMatchObject({ chainId });
  });

  test.each([
    ['version 0', burnWire, 0, [0], 0],
    ['version 2', burnWire, 0, [2], 0],
    ['opcode without a meaning', burnWire, 34, [6], 34],
    ['fee type 3', burnWire, BURN_FEE_TYPE, [3], BURN_FEE_TYPE],
    ['option byte 02', burnWire, BURN_MULTISIG, [2], BURN_MULTISIG],
    ['s = L', burnWire, BURN_MULTISIG + 1, hexToBytes(L), BURN_MULTISIG + 1],
    ['e = L', burnWire, BURN_MULTISIG + 33, hexToBytes(L), BURN_MULTISIG + 1],
    ['no transfers', transfersWire, PAYLOAD, [0, 0], PAYLOAD],
    ['501 transfers', transfersWire, PAYLOAD, [0x01, 0xf5], PAYLOAD],
    ['extra data: option byte 02', transfersWire, FIRST_EXTRA, [2], FIRST_EXTRA],
    ['extra data of 1025 bytes', transfersWire, FIRST_EXTRA + 1, [0x04, 0x01], FIRST_EXTRA + 1],
    ['co-signature id twice', transfersWire, transfersWire.length - 129, [0], transfersWire.length - 129],
    ['e of a co-signature = L', transfersWire, transfersWire.length - 96, hexToBytes(L), transfersWire.length - 128],
  ])('%s: the message names the byte', (_, wire, at, bytes, offset) => {
    const bad = wire.slice();
    bad.set(bytes, at);
    const details = expect.objectContaining({ what: 'transaction 1', offset });
    const error = expect.objectContaining({ code: 'TOS_INVALID_FORMAT', details });
    expect(() => decodeBatch([burnWire, bad])).toThrow(error);
    expect(() => decodeSequence(Uint8Array.of(9, ...burnWire, ...bad), 1, 2)).toThrow(error);
  });

  test('a count that lies takes the bytes behind the list for outputs', () => {
    for (const count of [1, 3, 4, 500]) {
      const bad = transfersWire.slice();
      bad.set([count >> 8, count & 0xff], PAYLOAD);
      expect(
        outcome(() => decodeTransaction(bad)),
        `${count} instead of 2`,
      ).toBe('TOS_INVALID_FORMAT');
    }
  });

  test('a sequence that claims more than its bytes can hold is refused before anything is allocated', () => {
    for (const count of [2, 65_535, 2 ** 50]) {
      expect(
        outcome(() => decodeSequence(burnWire, 0, count)),
        String(count),
      ).toBe('TOS_INVALID_FORMAT');
    }
    expect(decodeSequence(burnWire, burnWire.length, 0).end).toBe(burnWire.length);
  });

  test('a type that the profile lacks is unknown, one that it has beyond the protocol has no codec', () => {
    const withoutBurn = { ...baseline, opcodes: new Set([1, 200]) };
    expect(outcome(() => decodeBatch([burnWire], withoutBurn))).toBe('TOS_INVALID_FORMAT');
    expect(outcome(() => decodeBatch([transfersWire], withoutBurn))).toBe('accepted');
    expect(outcome(() => decodeBatch([burnWire], { ...baseline, feeTypes: new Set([1]) }))).toBe('TOS_INVALID_FORMAT');
    const error = expect.objectContaining({ code: 'TOS_NOT_SUPPORTED', details: { feature: 'transaction type 200' } });
    expect(() => decodeBatch([transfersWire, burnWire.with(34, 200)], withoutBurn)).toThrow(error);
  });

  test('500 outputs and 255 co-signatures decode', () => {
    const one: Transfer = { asset: new Uint8Array(32), destination: new Uint8Array(32), amount: 1n, extraData: null };
    const large: Transaction = {
      ...burnSample,
      payload: { type: 'transfers', transfers: new Array(500).fill({ ...one, extraData: new Uint8Array(1024) }) },
      multisig: Array.from({ length: 255 }, (_, id) => ({ id, signature: new Uint8Array(64) })),
    };
    const wire = encodeTransaction(large);
    expect(transactionHash(decodeTransaction(wire))).toEqual(transactionHash(wire));
  });

  test('more than the largest size is refused unread', () => {
    expect(() => decodeBatch([burnWire, new Uint8Array(MAX_TRANSACTION_SIZE + 1)])).toThrow('at most 1048576 bytes');
  });

  test('what does not decode is not encoded, and is no JSON form', () => {
    const transfer: Transfer = {
      asset: new Uint8Array(32),
      destination: new Uint8Array(32),
      amount: 1n,
      extraData: null,
    };
    const list = (transfers: Transfer[]): Transaction => ({ ...burnSample, payload: { type: 'transfers', transfers } });
    const coSignature = { id: 3, signature: new Uint8Array(64) };
    const bad: [string, Transaction, string][] = [
      ['version', { ...burnSample, version: 2 }, 'TOS_INVALID_FORMAT'],
      ['source', { ...burnSample, source: new Uint8Array(31) }, 'TOS_INVALID_ARGUMENT'],
      ['fee', { ...burnSample, fee: 2n ** 64n }, 'TOS_U64_RANGE'],
      ['nonce', { ...burnSample, nonce: -1n }, 'TOS_U64_RANGE'],
      ['hash', { ...burnSample, reference: { hash: new Uint8Array(0), topoheight: 0n } }, 'TOS_INVALID_ARGUMENT'],
      ['signature', { ...burnSample, signature: new Uint8Array(64).fill(0xff) }, 'TOS_INVALID_FORMAT'],
      ['no outputs', list([]), 'TOS_INVALID_FORMAT'],
      ['501 outputs', list(new Array<Transfer>(501).fill(transfer)), 'TOS_INVALID_FORMAT'],
      ['amount', list([{ ...transfer, amount: 2n ** 64n }]), 'TOS_U64_RANGE'],
      ['destination', list([{ ...transfer, destination: new Uint8Array(33) }]), 'TOS_INVALID_ARGUMENT'],
      ['extra data', list([{ ...transfer, extraData: new Uint8Array(1025) }]), 'TOS_INVALID_FORMAT'],
      ['id', { ...burnSample, multisig: [{ ...coSignature, id: 256 }] }, 'TOS_INVALID_ARGUMENT'],
      ['ids', { ...burnSample, multisig: [coSignature, coSignature] }, 'TOS_INVALID_FORMAT'],
      ['co-signatures', { ...burnSample, multisig: new Array(256).fill(coSignature) }, 'TOS_INVALID_ARGUMENT'],
    ];
    for (const [name, tx, code] of bad) {
      expect(
        outcome(() => encodeTransaction(tx)),
        name,
      ).toBe(code);
      expect(
        outcome(() => transactionFromJson(transactionToJson(tx))),
        name,
      ).toBe('TOS_INVALID_FORMAT');
    }
  });
});

function expectRefusedOrExact(wire: Uint8Array, message: string): void {
  let decoded: Transaction | undefined;
  const result = outcome(() => {
    decoded = decodeTransaction(wire);
  });
  // `expect` is called only where something is wrong: it costs more than the decoder.
  if (decoded === undefined) {
    if (result !== 'TOS_INVALID_FORMAT') expect(result, message).toBe('TOS_INVALID_FORMAT');
    return;
  }
  const again = bytesToHex(encodeTransaction(decoded));
  if (again !== bytesToHex(wire)) expect(again, message).toBe(bytesToHex(wire));
}

function flipped(wire: Uint8Array, bit: number): Uint8Array {
  return wire.with(bit >> 3, wire[bit >> 3]! ^ (1 << (bit & 7)));
}
