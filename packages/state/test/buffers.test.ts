import { expect, test } from 'vitest';
import {
  type Agent,
  decodeAgent,
  decodeFrozen,
  decodeMultisig,
  decodeOwnedName,
  decodeSessionKey,
  encodeAgent,
  encodeFrozen,
  encodeMultisig,
  encodeOwnedName,
  encodeSessionKey,
  type Frozen,
  type Multisig,
  type SessionKey,
} from '../src/index.ts';

const key = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);

const multisig: Multisig = { threshold: 1, participants: [key(1), key(2)] };
const agent: Agent = {
  owner: key(1),
  controller: key(2),
  policyHash: key(3),
  status: 1,
  energyPool: key(4),
  sessionKeyRoot: null,
  sessionKeys: [5n],
};
const sessionKey: SessionKey = { key: key(1), expiresAt: 2n, maxValue: 3n, targets: [key(4)], assets: [key(5)] };
const entries = [{ delegatee: key(1), amount: 2n, energy: 3n }];
const frozen: Frozen = {
  total: 1n,
  freezes: [],
  delegations: [{ frozenAt: 1n, unlocksAt: 2n, days: 3, entries }],
  pending: [],
};
const name = Uint8Array.of(97, 98);

// Databases often return a Buffer, whose slice() is a view.
test.each<[string, Uint8Array, (bytes: Uint8Array) => unknown, unknown]>([
  ['multisig', encodeMultisig(multisig), decodeMultisig, multisig],
  ['agent', encodeAgent(agent), decodeAgent, agent],
  ['session key', encodeSessionKey(sessionKey), decodeSessionKey, sessionKey],
  ['frozen', encodeFrozen(frozen), decodeFrozen, frozen],
  ['owned name', encodeOwnedName(name), decodeOwnedName, name],
])('%s from a Buffer, whose memory is used again', (_, bytes, decode, expected) => {
  const buffer = Buffer.from(bytes);
  const decoded = decode(buffer);
  buffer.fill(0xff);
  expect(decoded).toStrictEqual(expected);
});
