import { stringifyExactJson } from '@tos/protocol';
import { rpcMethods } from '../src/rpc/methods/rpc-methods.ts';
import { chainEventNames, mempoolEventNames } from '../src/rpc/schemas/notify-event.ts';

/** A number from 0 to below `limit`. */
export type RandomNumber = (limit: number) => number;

/** Numbers that are the same for the same seed: xorshift of 32 bits. */
export function randomNumbers(seed: number): RandomNumber {
  let state = seed | 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

/**
 * Methods that everybody may call: those of a devnet make blocks, as many as they are asked for. Without `rpc.discover`, whose 300 kB are the
 * same for every request.
 */
const methods = [...rpcMethods.values()]
  .filter(({ access, name }) => access === 'public' && name !== 'rpc.discover')
  .map(({ name }) => name);

const values = [
  ...chainEventNames,
  ...mempoolEventNames,
  'peer_connected',
  'watch_address_payments',
  'tst13jfypdzk48ndcewrw7ssfrt5t722prxm0azvhntmgme5qjy8zy6qqupqq54',
  '07'.repeat(32),
  '',
  '00',
  0,
  1,
  -1,
  2 ** 53,
  null,
  true,
  [],
  {},
  { invoke_contract: { contract: '07'.repeat(32) } },
];
const names = [
  'notify',
  'from_topoheight',
  'last_block_hash',
  'address',
  'asset',
  'data',
  'topoheight',
  'hash',
  'maximum',
];

/**
 * A text that a caller may send: a request or a list of them, of methods and values that mean something, then, in two of three cases, with
 * pieces cut out, repeated or replaced.
 */
export function fuzzedFrame(random: RandomNumber): string {
  const pick = <T>(list: readonly T[]): T => list[random(list.length)]!;
  const request = (): object => ({
    jsonrpc: random(20) === 0 ? pick(values) : '2.0',
    ...(random(8) === 0 ? {} : { id: random(10) === 0 ? pick(values) : random(1000) }),
    method: random(3) === 0 ? pick(['subscribe', 'unsubscribe']) : random(20) === 0 ? pick(values) : pick(methods),
    ...(random(4) === 0
      ? {}
      : { params: Object.fromEntries(Array.from({ length: random(4) }, () => [pick(names), pick(values)])) }),
  });
  let text = JSON.stringify(random(6) === 0 ? Array.from({ length: random(25) }, request) : request());
  for (let changes = random(3); changes > 0; changes--) {
    const from = random(text.length + 1);
    const to = Math.min(text.length, from + random(12));
    const piece = [
      text.slice(from, to).repeat(2),
      '',
      String.fromCharCode(random(0xd800)),
      stringifyExactJson(random(99)),
    ];
    text = text.slice(0, from) + pick(piece) + text.slice(to);
  }
  return text;
}
