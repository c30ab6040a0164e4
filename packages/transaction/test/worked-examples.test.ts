import { bytesToHex } from '@noble/hashes/utils.js';
import { blake3, createKeyPair } from '@tos/crypto';
import { networks } from '@tos/protocol';
import { expect, test } from 'vitest';
import { buildTransaction, encodeTransaction, signingBytes, transactionHash } from '../src/index.ts';

// The worked bytes of docs/protocol.md §2.3, in full.

const alice = createKeyPair(Uint8Array.of(2, ...new Uint8Array(31)));
const bob = createKeyPair(Uint8Array.of(3, ...new Uint8Array(31)));
const TOS = new Uint8Array(32);
const zeros = (bytes: number) => '00'.repeat(bytes);

const transfer = buildTransaction({
  network: networks.devnet,
  keyPair: alice,
  payload: {
    type: 'transfers',
    transfers: [{ asset: TOS, destination: bob.publicKey, amount: 100_000n, extraData: null }],
  },
  nonce: 5n,
  reference: { hash: new Uint8Array(32), topoheight: 0n },
  fee: 100_000n,
  signatureNonce: 'deterministic',
});

test('a transfer, unsigned', () => {
  const unsigned = { ...transfer, signature: new Uint8Array(64) };
  expect(bytesToHex(encodeTransaction(unsigned))).toBe(
    [
      '0103f05bc1df2831717c2992d85b57e0cf3d123fd6c254257de5f784be369747b249',
      `010001${zeros(32)}c29d170ab8a5b42a3520878501a87a27f9b5653fca8b0c59fc2786cf26e37824`,
      '00000000000186a000',
      `00000000000186a0000000000000000005${zeros(40)}00${zeros(64)}`,
    ].join(''),
  );
  expect(bytesToHex(transactionHash(unsigned))).toBe(
    'ead402ddae028ec898fe22fcf400dc8507b681fdd2f42811755eca1da71d9c5c',
  );
});

test('a transfer, signed', () => {
  expect(signingBytes(transfer)).toEqual(encodeTransaction(transfer).slice(0, 167));
  expect(bytesToHex(blake3(signingBytes(transfer)))).toBe(
    '4961214dcc85c8b6b7ebf7c2a697d3bcbbe1a40cad7a9a6c217ed64d7178cac4',
  );
  expect(bytesToHex(transfer.signature)).toBe(
    '6f1922cb53c021f127429940d5c64ea9a0b5d9d7d74daed1fba26394a1be720922ef65b532bd4c8a27def76b00d28b4d75458aec9f437f5ef9c9e3d7a193dd08',
  );
  expect(bytesToHex(transactionHash(transfer))).toBe(
    'd0eabc5d4aa21f9bb90617b7593f10ce243d861925e4001f65fc58afb77a983b',
  );
});

test('a burn', () => {
  const burn = { ...transfer, payload: { type: 'burn', asset: TOS, amount: 500_000n } as const, nonce: 1n };
  expect(bytesToHex(encodeTransaction({ ...burn, signature: new Uint8Array(64) }))).toBe(
    [
      `0103f05bc1df2831717c2992d85b57e0cf3d123fd6c254257de5f784be369747b24900${zeros(32)}000000000007a120`,
      `00000000000186a0000000000000000001${zeros(40)}00${zeros(64)}`,
    ].join(''),
  );
});
