import { createClient } from '../../../packages/client/src/index.ts';
import * as wallet from '../../../packages/client/src/wallet/index.ts';
import { isTosError, networks } from '../../../packages/protocol/src/index.ts';
import { bytes, type Kind, made, network, object, optional, text, u64 } from '../kinds.ts';
import type { Inner, Rows } from '../row.ts';

/** No node listens there: what is taken ends with this error. */
const client = createClient({ url: 'http://127.0.0.1:1' });
const privateKey = Uint8Array.of(2, ...new Uint8Array(31));
const own = wallet.createWallet({ client, network: networks.devnet, privateKey });

async function taken(result: Promise<unknown>): Promise<void> {
  await result.catch((error: unknown) => {
    if (!isTosError(error, 'TOS_NODE_UNREACHABLE')) throw error;
  });
}

const key: Kind = {
  good: privateKey,
  takes: (value) => bytes(32).takes(value) || (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)),
};
const asset: Kind = {
  good: undefined,
  takes: (value) => value === undefined || (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)),
};
const more = { asset, fee: optional(u64()), signal: optional(made(new AbortController().signal)) };
const payload = object({ type: text('burn'), asset: bytes(32), amount: u64() });

export const rows: Rows = {
  createWallet: {
    args: [object({ client: made(client), network, privateKey: key })],
    call: (options) => wallet.createWallet(options),
  },
  send: {
    args: [made(own), object({ to: text(own.address), amount: u64(), extraData: optional(bytes()), ...more })],
    call: (one, options) => taken(wallet.send(one, options)),
  },
  burn: {
    args: [made(own), object({ amount: u64(), ...more })],
    call: (one, options) => taken(wallet.burn(one, options)),
  },
  estimateFee: { args: [made(own), payload], call: (one, given) => wallet.estimateFee(one, given) },
};

export const inner: Inner = {};
