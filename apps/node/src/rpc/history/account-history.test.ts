import { type BlockRewards, blockRewards, DEV_FEE_KEY } from '@tos/chain';
import { bytesToHex, encodeAddress } from '@tos/crypto';
import { COIN, type ExactJson, type ExactJsonInput, networks } from '@tos/protocol';
import { NATIVE_ASSET, UNO_ASSET } from '@tos/state';
import type { Payload } from '@tos/transaction';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accounts } from '../../../../../packages/chain/test/injected-devnet.ts';
import { addresses, InjectedRpcDevnet, type Sending, transfers } from '../../../test/injected-rpc-devnet.ts';

type Entry = { readonly [member: string]: ExactJson };

/** What the test knows of a block that it made. */
interface Made {
  readonly topoheight: number;
  readonly hash: string;
  readonly timestamp: bigint;
  readonly rewards: BlockRewards;
  readonly miner: number;
  readonly sendings: readonly (Sending & { readonly hash: string })[];
}

interface Question {
  readonly key: Uint8Array;
  readonly asset: Uint8Array;
  readonly incoming: boolean;
  readonly outgoing: boolean;
}

const addressOf = (key: Uint8Array): string => encodeAddress(key, networks.devnet);
const isSame = (a: Uint8Array, b: Uint8Array): boolean => bytesToHex(a) === bytesToHex(b);

/** Makes a block, and notes what is in it. */
async function make(devnet: InjectedRpcDevnet, sendings: readonly Sending[], miner: number): Promise<Made> {
  const rewards = blockRewards(devnet.chain.head.supply.emitted, devnet.chain.head.height + 1);
  const hashes = await devnet.block(sendings, miner);
  const { topoheight, hash, timestamp } = devnet.chain.head;
  return {
    topoheight,
    hash: bytesToHex(hash),
    timestamp: BigInt(timestamp),
    rewards,
    miner,
    sendings: sendings.map((sending, i) => ({ ...sending, hash: hashes[i]! })),
  };
}

/** The plain oracle: it goes through all that was ever sent, from the newest to the oldest. */
function expectedHistory(blocks: readonly Made[], question: Question): Entry[] {
  return blocks.toReversed().flatMap((block): Entry[] => {
    const at = { topoheight: BigInt(block.topoheight), block_timestamp: block.timestamp };
    const entries: Entry[] = [];
    if (question.incoming && isSame(question.asset, NATIVE_ASSET)) {
      if (isSame(question.key, DEV_FEE_KEY))
        entries.push({ ...at, hash: block.hash, dev_fee: { reward: block.rewards.dev } });
      if (isSame(question.key, accounts[block.miner]!))
        entries.push({ ...at, hash: block.hash, mining: { reward: block.rewards.miner } });
    }
    for (const { from, payload, hash } of block.sendings.toReversed())
      entries.push(...eventsOf(accounts[from]!, payload, question).map((event) => ({ ...at, hash, ...event })));
    return entries;
  });
}

function eventsOf(source: Uint8Array, payload: Payload, { key, asset, incoming, outgoing }: Question): Entry[] {
  const isOwn = isSame(source, key);
  switch (payload.type) {
    case 'transfers':
      return payload.transfers.flatMap((transfer): Entry[] => {
        if (!isSame(transfer.asset, asset)) return [];
        const comesIn = incoming && transfer.amount > 0n && isSame(transfer.destination, key);
        return [
          ...(comesIn ? [{ incoming: { from: addressOf(source) } }] : []),
          ...(outgoing && isOwn ? [{ outgoing: { to: addressOf(transfer.destination) } }] : []),
        ];
      });
    case 'burn':
      return isOwn && outgoing && isSame(payload.asset, asset) ? [{ burn: { amount: payload.amount } }] : [];
    case 'multisig':
      return isOwn
        ? [
            {
              multi_sig: {
                participants: payload.participants.map(addressOf),
                threshold: BigInt(payload.threshold),
              },
            },
          ]
        : [];
    case 'energy':
      if (!isOwn || payload.variant === 'unfreeze_tos' || payload.variant === 'withdraw_unfrozen') return [];
      return [
        {
          freeze_tos: {
            amount:
              payload.variant === 'freeze_tos'
                ? payload.amount
                : payload.delegatees.reduce((sum, { amount }) => sum + amount, 0n),
            duration: `${payload.durationDays}_days`,
          },
        },
      ];
    default:
      return [];
  }
}

/** All pages one after the other, by the rule of the README. */
async function allPages(devnet: InjectedRpcDevnet, { key, asset, incoming, outgoing }: Question): Promise<Entry[]> {
  const all: Entry[] = [];
  let at: { maximum_topoheight?: bigint; skip?: number } = {};
  for (;;) {
    const page = (await devnet.call('get_account_history', {
      address: addressOf(key),
      asset: bytesToHex(asset),
      incoming_flow: incoming,
      outgoing_flow: outgoing,
      ...at,
    })) as readonly Entry[];
    expect(page.length).toBeLessThanOrEqual(20);
    if (page.length === 0) return all;
    all.push(...page);
    const last = all.at(-1)!['topoheight'] as bigint;
    at = { maximum_topoheight: last, skip: all.filter(({ topoheight }) => topoheight === last).length };
  }
}

const accountIndex = fc.nat(5);
const payload: fc.Arbitrary<Payload> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .array(fc.record({ to: accountIndex, amount: fc.bigInt(0n, 3n) }), { minLength: 1, maxLength: 12 })
      .map(
        (list): Payload => ({
          type: 'transfers',
          transfers: list.map(({ to, amount }) => ({
            asset: NATIVE_ASSET,
            destination: accounts[to]!,
            amount,
            extraData: null,
          })),
        }),
      ),
  },
  { weight: 2, arbitrary: fc.bigInt(1n, 9n).map((amount): Payload => ({ type: 'burn', asset: NATIVE_ASSET, amount })) },
  {
    weight: 1,
    arbitrary: fc.constant<Payload>({ type: 'energy', variant: 'freeze_tos', amount: COIN, durationDays: 3 }),
  },
  {
    weight: 1,
    arbitrary: fc.constant<Payload>({
      type: 'energy',
      variant: 'freeze_tos_delegate',
      delegatees: [1, 2].map((to) => ({ delegatee: accounts[to]!, amount: COIN })),
      durationDays: 7,
    }),
  },
);
/** A block refuses it. */
const sendsToItself = (from: number, payload: Payload): boolean =>
  (payload.type === 'transfers' && payload.transfers.some(({ destination }) => isSame(destination, accounts[from]!))) ||
  (payload.type === 'energy' &&
    payload.variant === 'freeze_tos_delegate' &&
    payload.delegatees.some(({ delegatee }) => isSame(delegatee, accounts[from]!)));
const block = fc.record({
  miner: fc.nat(6),
  sendings: fc.array(fc.record({ from: fc.nat(4), payload }), { maxLength: 5 }),
});

describe('get_account_history', () => {
  test('has what a walk through all blocks finds, page by page', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(block, { maxLength: 12 }), async (given) => {
        const devnet = await InjectedRpcDevnet.open();
        const made: Made[] = [];
        let freezes = 0;
        for (const { miner, sendings } of given) {
          // The accounts have coins for a few freezes.
          const affordable = sendings.filter(
            ({ from, payload }) => !sendsToItself(from, payload) && (payload.type !== 'energy' || freezes++ < 4),
          );
          made.push(await make(devnet, affordable, miner));
        }
        for (const key of [...accounts, DEV_FEE_KEY]) {
          for (const [incoming, outgoing] of [
            [true, true],
            [true, false],
            [false, true],
          ] as const) {
            const question = { key, asset: NATIVE_ASSET, incoming, outgoing };
            expect(await allPages(devnet, question)).toEqual(expectedHistory(made, question));
          }
        }
        const other = { key: accounts[0]!, asset: UNO_ASSET, incoming: true, outgoing: true };
        expect(await allPages(devnet, other)).toEqual(expectedHistory(made, other));
      }),
      { numRuns: 40 },
    );
  });

  test('has settings of the account, whatever asset is asked for', async () => {
    const devnet = await InjectedRpcDevnet.open();
    const made = [
      await make(devnet, [{ from: 0, payload: { type: 'multisig', threshold: 1, participants: [accounts[1]!] } }], 4),
    ];
    const question = { key: accounts[0]!, asset: UNO_ASSET, incoming: true, outgoing: false };
    const history = await allPages(devnet, question);
    expect(history).toEqual(expectedHistory(made, question));
    expect(history).toMatchObject([{ multi_sig: { participants: [addresses[1]], threshold: 1n } }]);
  });

  test('is limited to a range', async () => {
    const devnet = await InjectedRpcDevnet.open();
    for (let i = 0; i < 5; i++) await devnet.block([{ from: 0, payload: transfers(5, 1n) }]);
    const between = async (range: ExactJsonInput & object) =>
      ((await devnet.call('get_account_history', { address: addresses[5]!, ...range })) as readonly Entry[]).map(
        ({ topoheight }) => topoheight,
      );
    expect(await between({})).toEqual([5n, 4n, 3n, 2n, 1n]);
    expect(await between({ minimum_topoheight: 2, maximum_topoheight: 4 })).toEqual([4n, 3n, 2n]);
    expect(await between({ minimum_topoheight: 3, maximum_topoheight: 2 })).toEqual([]);
    expect(await between({ maximum_topoheight: 100 })).toHaveLength(5);
    expect(await between({ skip: 4 })).toEqual([1n]);
    await expect(between({ incoming_flow: false, outgoing_flow: false })).rejects.toMatchObject({
      code: -32602n,
      data: { field: 'outgoing_flow' },
    });
  });

  test('of an account that nobody named is empty', async () => {
    const devnet = await InjectedRpcDevnet.open();
    await devnet.block();
    expect(await devnet.call('get_account_history', { address: addresses[6]! })).toEqual([]);
  });

  test('reads a bounded number of blocks, and says where to go on', async () => {
    const devnet = await InjectedRpcDevnet.open();
    await devnet.block([{ from: 1, payload: transfers(0, 5n) }]);
    for (let i = 0; i < 130; i++) await devnet.block([{ from: 0, payload: transfers(2, 1n) }]);
    const incoming = { address: addresses[0]!, outgoing_flow: false };
    await expect(devnet.call('get_account_history', incoming)).rejects.toMatchObject({
      code: -32004n,
      data: { field: 'maximum_topoheight', details: { maximum_topoheight: 31n, skip: 0n } },
    });
    expect(await devnet.call('get_account_history', { ...incoming, maximum_topoheight: 31 })).toMatchObject([
      { topoheight: 1n, incoming: { from: addresses[1] } },
    ]);
    await expect(devnet.call('get_account_history', { address: addresses[0]!, skip: 120 })).rejects.toMatchObject({
      data: { details: { maximum_topoheight: 31n, skip: 20n } },
    });
    const rest = await devnet.call('get_account_history', { address: addresses[0]!, maximum_topoheight: 31, skip: 20 });
    expect((rest as readonly Entry[])[0]).toMatchObject({ topoheight: 11n });
  });

  test('ends where the chain was pruned', async () => {
    const devnet = await InjectedRpcDevnet.open();
    for (let i = 0; i < 250; i++) await devnet.block(i % 3 === 0 ? [{ from: 0, payload: transfers(5, 1n) }] : []);
    const history = () => allPages(devnet, { key: accounts[5]!, asset: NATIVE_ASSET, incoming: true, outgoing: true });
    const whole = await history();
    await devnet.chain.prune(10);
    expect(await history()).toEqual(whole.filter(({ topoheight }) => (topoheight as bigint) > 10n));
    const below = { address: addresses[5]!, maximum_topoheight: 9 };
    await expect(devnet.call('get_account_history', below)).rejects.toMatchObject({
      code: -32602n,
      data: { field: 'maximum_topoheight' },
    });
  });
});
