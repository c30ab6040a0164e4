import { createKeyPair, encodeAddress, hexToBytes } from '@tos/crypto';
import { argumentError, assertBytes, assertNetwork, assertObject, assertU64, type Network } from '@tos/protocol';
import { buildTransaction } from '@tos/transaction';
import { assertClient } from '../client/assert-client.ts';
import type { Client } from '../client/client.ts';
import { signalOf } from '../client/signal-of.ts';
import { SendQueue } from './send-queue.ts';
import type { Wallet } from './wallet.ts';

export interface WalletOptions {
  readonly client: Client;
  /** The network of the node, such as `networks.devnet` of @tos/protocol: a signature counts on one network only. */
  readonly network: Network;
  /** 32 bytes, or their 64 hex digits. */
  readonly privateKey: Uint8Array | string;
}

/**
 * Makes a wallet. It calls the node with the first transaction. Two wallets with one key work beside each other, but slowly, since each has to
 * find out which nonces the other one has used.
 * @throws TOS_INVALID_ARGUMENT naming the option that is wrong; the message never shows a key
 */
export function createWallet(options: WalletOptions): Wallet {
  assertObject(options, 'options');
  const { client, network, privateKey } = options;
  assertClient(client);
  assertNetwork(network, 'network');
  const keyPair = createKeyPair(keyBytes(privateKey));
  const sign: Wallet['sign'] = (payload, signOptions) => {
    assertObject(signOptions, 'options');
    return buildTransaction({ ...signOptions, network, keyPair, payload });
  };
  const address = encodeAddress(keyPair.publicKey, network);
  const queue = new SendQueue({ client, address, sign });
  return {
    client,
    network,
    address,
    publicKey: keyPair.publicKey,
    sign,
    async submit(payload, sendOptions = {}) {
      const signal = signalOf(sendOptions);
      const { fee } = sendOptions;
      if (fee !== undefined) assertU64(fee, 'fee');
      return queue.push(payload, { fee, signal });
    },
  };
}

function keyBytes(privateKey: Uint8Array | string): Uint8Array {
  if (typeof privateKey !== 'string') {
    assertBytes(privateKey, 'privateKey', 32);
    return privateKey;
  }
  if (/^[0-9a-f]{64}$/i.test(privateKey)) return hexToBytes(privateKey.toLowerCase());
  throw argumentError('privateKey', '64 hex digits', `a text of ${privateKey.length} characters`);
}
