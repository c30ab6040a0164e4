import { COIN, networks } from '../../../packages/protocol/dist/index.js';
import { transfer } from './transfers.mjs';

/** Transactions that must be refused, each with the code of the rule that it breaks (docs/protocol.md §5.1). */
const wrongs = [
  { expected: 0x0103, damage: (wire) => wire.with(-1, wire.at(-1) ^ 1) },
  { expected: 'TOS_INVALID_FORMAT', damage: (wire) => wire.subarray(0, wire.length - 1) },
  { expected: 0x0300, amount: 1_000_000n * COIN },
  { expected: 0x0111, ahead: 5n },
  { expected: 0x0301, fee: 1n },
  { expected: 0x0102, network: networks.testnet },
  { expected: 0x0107, reference: (random) => ({ hash: random.bytes(32), topoheight: 0n }) },
  { expected: 0x0409, isToSelf: true },
];

export function failing({ failing: accounts, people }, size, random) {
  return Array.from({ length: size }, () => {
    const { amount = 1n, isToSelf = false, ...wrong } = random.pick(wrongs);
    const account = random.pick(accounts);
    return { kind: 'failing', account, payload: transfer(isToSelf ? account : random.pick(people), amount), ...wrong };
  });
}
