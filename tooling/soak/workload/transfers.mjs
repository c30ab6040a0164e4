import { FeeType } from '../../../packages/protocol/dist/index.js';

const TOS = new Uint8Array(32);
/** The most transactions of one sender that a mempool takes is 100; a deep queue stays below, also behind what waits already. */
const DEEPEST = 40;
/** Atomic units. The least fee of a transfer is 15,000. */
const LOW_FEE = 20_000n;

export function transfer(destination, amount, extraData = null) {
  return {
    type: 'transfers',
    transfers: [{ asset: TOS, destination: destination.publicKey, amount: BigInt(amount), extraData }],
  };
}

const pay = (account, to, random, more = {}) => ({
  kind: 'transfers',
  account,
  payload: transfer(to, random.between(0, 1000)),
  ...more,
});

/** Transfers of people to people: who pays whom is what the shapes differ in. Each returns what is to be sent, in its order. */
export const transferShapes = {
  empty: () => [],

  /** No two transactions have an account in common. */
  disjoint({ people }, size, random) {
    const first = random.below(people.length);
    const at = (i) => people[(first + i) % people.length];
    return Array.from({ length: size }, (_, i) => pay(at(2 * i), at(2 * i + 1), random));
  },

  /** All pay one account. */
  hot({ people }, size, random) {
    const [shop, ...customers] = people;
    return Array.from({ length: size }, (_, i) => pay(customers[i], shop, random));
  },

  /** A few accounts take part in most transactions. */
  zipf({ people }, size, random) {
    return Array.from({ length: size }, () => {
      const from = random.zipf(people.length);
      const to = (from + 1 + random.zipf(people.length - 1)) % people.length;
      return pay(people[from], people[to], random);
    });
  },

  burst: (accounts, size, random) => transferShapes.zipf(accounts, 4 * size, random),

  /** Few senders with long queues of nonces. */
  deep({ people }, size, random) {
    return Array.from({ length: 3 }, () => random.below(people.length)).flatMap((from) =>
      Array.from({ length: Math.min(size, DEEPEST) }, () =>
        pay(people[from], people[(from + 1 + random.below(people.length - 1)) % people.length], random),
      ),
    );
  },

  /** A transfer, one that pays enough to take its place, and one that pays too little for that. */
  replaced({ people }, size, random) {
    return Array.from({ length: Math.ceil(size / 3) }, (_, i) => people[i]).flatMap((account) => {
      const to = people.at(-1);
      return [
        pay(account, to, random, { fee: LOW_FEE }),
        pay(account, to, random, { fee: (LOW_FEE * 12n) / 10n, isReplacement: true }),
        pay(account, to, random, { fee: (LOW_FEE * 12n) / 10n + 1n, isReplacement: true, expected: 0x0112 }),
      ];
    });
  },
};

/** A transfer whose fee is energy. */
export function paidWithEnergy(account, to, random) {
  return pay(account, to, random, { kind: 'energy fee', feeType: FeeType.ENERGY, fee: 0n });
}
