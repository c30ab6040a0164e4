// EthereumJS: value transfers by runTx, signatures recovered by the native secp256k1.
import { Common, Hardfork, Mainnet } from '@ethereumjs/common';
import { SimpleStateManager } from '@ethereumjs/statemanager';
import { createLegacyTx } from '@ethereumjs/tx';
import { Account, createAddressFromPrivateKey } from '@ethereumjs/util';
import { createVM, runTx } from '@ethereumjs/vm';
import secp256k1 from 'secp256k1';

const SENDERS = 100;

const common = new Common({
  chain: Mainnet,
  hardfork: Hardfork.London,
  customCrypto: {
    ecrecover(messageHash, v, r, s, chainId) {
      const recovery = Number(chainId === undefined ? v - 27n : v - (chainId * 2n + 35n));
      const signature = new Uint8Array(64);
      signature.set(r, 32 - r.length);
      signature.set(s, 64 - s.length);
      return secp256k1.ecdsaRecover(signature, recovery, messageHash, false).slice(1);
    },
  },
});

const privateKeyOf = (i) => Uint8Array.of(1, ...new Uint8Array(27), 0, 0, i >> 8, i & 255);

/** @returns a function that executes the transfers on a new state, and their number */
export async function prepare(count) {
  const serialized = Array.from({ length: count }, (_, i) =>
    createLegacyTx(
      {
        nonce: Math.floor(i / SENDERS),
        gasLimit: 21_000n,
        gasPrice: 10n ** 10n,
        to: createAddressFromPrivateKey(privateKeyOf(500 + i)),
        value: 1000n,
      },
      { common },
    )
      .sign(privateKeyOf(1 + (i % SENDERS)))
      .serialize(),
  );
  const { createLegacyTxFromRLP } = await import('@ethereumjs/tx');
  return async () => {
    const stateManager = new SimpleStateManager({ common });
    const vm = await createVM({ common, stateManager });
    for (let i = 0; i < SENDERS; i++) {
      await stateManager.putAccount(createAddressFromPrivateKey(privateKeyOf(1 + i)), new Account(0n, 10n ** 20n));
    }
    return async () => {
      for (const bytes of serialized) {
        await runTx(vm, { tx: createLegacyTxFromRLP(bytes, { common }), skipHardForkValidation: true });
      }
    };
  };
}
