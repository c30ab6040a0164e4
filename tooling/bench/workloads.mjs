// Blocks as drafts, which name payer and receiver. Accounts are numbers; account i has the private key i + 2. Every account has coins, except
// the accounts that a workload calls poor: they are registered, and have no coins.

const AMOUNT = 1000n;
const ACCOUNTS = 100_000;

/** Pseudo-random integers from 0 to `below` - 1, equal in every run. */
export function generator(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const transfer = (sender, receiver, amount = AMOUNT) => ({ kind: 'transfer', sender, receiver, amount });
const each = (count, draft) => Array.from({ length: count }, (_, i) => draft(i));

/** Draws accounts by Zipf's law: the account of rank r has a probability proportional to 1 / r^s. */
function zipf(s, random) {
  const cumulative = new Float64Array(ACCOUNTS);
  let sum = 0;
  for (let rank = 0; rank < ACCOUNTS; rank++) cumulative[rank] = sum += (rank + 1) ** -s;
  return () => {
    const at = (random(2 ** 30) / 2 ** 30) * sum;
    let low = 0;
    let high = ACCOUNTS - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle] < at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

function zipfTransfers(s) {
  return (count, random) => {
    const draw = zipf(s, random);
    return each(count, () => {
      const sender = draw();
      let receiver = draw();
      while (receiver === sender) receiver = draw();
      return transfer(sender, receiver);
    });
  };
}

const kinds = ['transfer', 'transfer', 'transfer', 'transfer', 'transfer', 'burn', 'freeze', 'multisig', 'name'];

/** Workloads by name: each makes drafts in block order of (count, random). The sender of a `poor` draft has only coins from the block. */
export const workloads = {
  'disjoint pairs': (count) => each(count, (i) => transfer(i, ACCOUNTS - 1 - i)),
  'hot receiver': (count) => each(count, (i) => transfer(i, ACCOUNTS)),
  'hot sender': (count) => each(count, (i) => transfer(0, ACCOUNTS - 1 - (i % 10))),
  airdrop: (count) => each(count, (i) => transfer(0, ACCOUNTS - 1 - i)),
  'funded chain': (count) => each(count, (i) => transfer(i, i + 1)),
  'unfunded chain': (count) =>
    // Each account passes on the coins that it got from the account before, less the fee.
    each(count, (i) => ({ ...transfer(i, i + 1, 10n ** 11n - BigInt(i) * 10n ** 6n), poor: i > 0 })),
  '100 chains': (count) => each(count, (i) => transfer(i, i + 100)),
  'Zipf 0.8': zipfTransfers(0.8),
  'Zipf 1.0': zipfTransfers(1),
  'Zipf 1.2': zipfTransfers(1.2),
  '30 % hot': (count, random) =>
    // As in grevm's benchmark, three in ten transfers go between the hottest tenth of the accounts.
    each(count, () => {
      const range = random(10) < 3 ? ACCOUNTS / 10 : ACCOUNTS;
      const sender = random(range);
      return transfer(sender, (sender + 1 + random(range - 1)) % range);
    }),
  'mixed types': (count, random) =>
    each(count, (i) => {
      const kind = kinds[random(kinds.length)];
      return kind === 'transfer'
        ? transfer(i, random(ACCOUNTS) + count)
        : { kind, sender: i, amount: 10n ** 9n, ...(kind === 'name' ? { fee: 10_000_000n } : {}) };
    }),
  '10 % failing': (count, random) =>
    each(count, (i) => transfer(i, ACCOUNTS - 1 - i, random(10) === 0 ? 10n ** 15n : AMOUNT)),
};

/** The workloads in which plain transfers contend for accounts. */
export const conflicting = [
  'hot receiver',
  'hot sender',
  'airdrop',
  'funded chain',
  'unfunded chain',
  '100 chains',
  'Zipf 0.8',
  'Zipf 1.0',
  'Zipf 1.2',
  '30 % hot',
];

/** The drafts with nonces: each sender's nonces rise from 0 in block order. */
export function withNonces(drafts) {
  const next = new Map();
  return drafts.map((draft) => {
    const nonce = next.get(draft.sender) ?? 0;
    next.set(draft.sender, nonce + 1);
    return { ...draft, nonce };
  });
}
