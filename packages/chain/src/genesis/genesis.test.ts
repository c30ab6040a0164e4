import { blake3 } from '@noble/hashes/blake3.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { encodeAddress } from '@tos/crypto';
import { isTosError, MAXIMUM_SUPPLY, networks } from '@tos/protocol';
import { compareRefs, decodeAsset, decodeBalance, decodeU64Record, NATIVE_ASSET, UNO_ASSET } from '@tos/state';
import { expect, test } from 'vitest';
import { alice, bob, genesis, START } from '../../test/devnet.ts';
import { blockHash } from '../block/block-hash.ts';
import { createDevnetGenesis, genesisBytes } from './genesis.ts';
import { genesisBlock, genesisCommit, genesisWrites } from './genesis-block.ts';
import { genesisToJson, parseGenesis } from './genesis-json.ts';

const json = genesisToJson(genesis);

/** The path that the refusal of a genesis names, without the leading "genesis". */
function refusal(value: unknown): string {
  try {
    parseGenesis(value);
  } catch (error) {
    if (isTosError(error, 'TOS_INVALID_CONFIG')) return error.details.setting.replace(/^genesis\.?/, '');
    throw error;
  }
  return 'accepted';
}

test('JSON, as text or parsed, and back', () => {
  expect(parseGenesis(json)).toEqual(genesis);
  expect(parseGenesis(JSON.stringify(json, null, 2))).toEqual(genesis);
  expect(json.allocations[0]).toEqual({
    address: encodeAddress(alice.publicKey, networks.devnet),
    amount: '1000000000',
  });
});

test('names the path of what is wrong', () => {
  const [first, second] = json.allocations;
  const allocations = (...changed: unknown[]) => ({ ...json, allocations: changed });
  expect(refusal('{')).toBe('');
  expect(refusal(null)).toBe('');
  expect(refusal({ ...json, extra: 1 })).toBe('');
  expect(refusal({ ...json, network: 'moon' })).toBe('network');
  expect(refusal({ ...json, salt: '00' })).toBe('salt');
  expect(refusal({ ...json, salt: undefined })).toBe('salt');
  expect(refusal({ ...json, timestamp: -1 })).toBe('timestamp');
  expect(refusal({ ...json, timestamp: 1.5 })).toBe('timestamp');
  expect(refusal({ ...json, timestamp: 2n ** 60n })).toBe('timestamp');
  expect(refusal({ ...json, timestamp: '1' })).toBe('timestamp');
  expect(refusal({ ...json, allocations: {} })).toBe('allocations');
  expect(refusal(allocations(first, { ...second, amount: 5 }))).toBe('allocations[1].amount');
  for (const amount of ['-1', '01', '1.0', '1e3', '', ' 1', '999999999999999999999']) {
    expect(refusal(allocations({ ...first, amount })), amount).toBe('allocations[0].amount');
  }
  expect(refusal(allocations(first, { ...second, address: 'tst1' }))).toBe('allocations[1].address');
  expect(refusal({ ...json, network: 'mainnet' })).toBe('allocations[0].address');
  expect(refusal(allocations(first, second, first))).toBe('allocations[2].address');
  expect(refusal(allocations({ ...first, amount: String(MAXIMUM_SUPPLY) }))).toBe('accepted');
  expect(refusal(allocations({ ...first, amount: String(MAXIMUM_SUPPLY + 1n) }))).toBe('allocations');
  expect(refusal(allocations({ ...first, amount: String(MAXIMUM_SUPPLY) }, { ...second, amount: '1' }))).toBe(
    'allocations',
  );
});

test('a new devnet is checked the same way', () => {
  const allocation = { publicKey: alice.publicKey, amount: 1n };
  const create =
    (allocations: readonly (typeof allocation)[], timestamp = START) =>
    () =>
      createDevnetGenesis({ allocations, timestamp });
  expect(create([allocation, allocation])).toThrow(/allocations\[1\]\.address/);
  expect(create([{ ...allocation, amount: -1n }])).toThrow(/allocations\[0\]\.amount/);
  expect(create([{ ...allocation, publicKey: new Uint8Array(31) }])).toThrow(/allocations\[0\]\.address/);
  expect(create([], 0.5)).toThrow(/timestamp/);
  expect(() => createDevnetGenesis({ allocations: [], timestamp: 0, salt: new Uint8Array(31) })).toThrow(/salt/);
});

test('the canonical bytes, and the block that names them', () => {
  const bytes = concatBytes(
    Uint8Array.of(6),
    utf8ToBytes('devnet'),
    new Uint8Array(32).fill(7),
    hexToBytes(START.toString(16).padStart(16, '0')),
    hexToBytes('00000002'),
    alice.publicKey,
    hexToBytes('000000003b9aca00'),
    bob.publicKey,
    hexToBytes('000000001dcd6500'),
  );
  expect(bytesToHex(genesisBytes(genesis))).toBe(bytesToHex(bytes));
  const { header } = genesisBlock(genesis);
  expect(header).toMatchObject({ height: 0n, timestamp: BigInt(START), tips: [], extraNonce: blake3(bytes) });
  expect(header.miner).toEqual(new Uint8Array(32));
});

test('a random salt, another order, another amount: another chain', () => {
  const { allocations, timestamp, salt } = genesis;
  const geneses = [
    genesis,
    createDevnetGenesis({ allocations, timestamp }),
    createDevnetGenesis({ allocations, timestamp }),
    createDevnetGenesis({ allocations: allocations.toReversed(), timestamp, salt }),
    createDevnetGenesis({ allocations: allocations.slice(1), timestamp, salt }),
    createDevnetGenesis({ allocations, timestamp: timestamp + 1, salt }),
  ];
  const hashes = geneses.map((one) => bytesToHex(blockHash(genesisBlock(one).header)));
  expect(new Set(hashes).size).toBe(geneses.length);
});

test('writes an account for each allocation, both counters and the assets', () => {
  const writes = genesisWrites(genesis);
  expect(writes).toEqual(writes.toSorted((a, b) => compareRefs(a.ref, b.ref)));
  const value = (domain: string, key: Uint8Array) =>
    writes.find(({ ref }) => ref.domain.name === domain && bytesToHex(ref.key) === bytesToHex(key))?.value ??
    new Uint8Array(0);
  expect(writes.length).toBe(8);
  expect(decodeAsset(value('asset', NATIVE_ASSET))).toEqual({ decimals: 8, ticker: utf8ToBytes('TOS') });
  expect(decodeAsset(value('asset', UNO_ASSET))).toEqual({ decimals: 8, ticker: utf8ToBytes('UNO') });
  expect(decodeU64Record(value('nonce', alice.publicKey))).toBe(0n);
  expect(decodeBalance(value('balance', Uint8Array.of(...bob.publicKey, 0)))).toEqual({
    type: 'input',
    final: 500_000_000n,
    output: null,
  });
  expect(decodeU64Record(value('supply', Uint8Array.of(0)))).toBe(0n);
  expect(decodeU64Record(value('supply', Uint8Array.of(1)))).toBe(1_500_000_000n);
  expect(genesisCommit(genesis).metadata.supply).toEqual({ emitted: 1_500_000_000n, burned: 0n });
});
