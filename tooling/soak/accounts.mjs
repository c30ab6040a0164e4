import { devAccounts, keyPairOf, loadAccounts } from '../../apps/node/dist/accounts/dev-accounts.js';
import { encodeAddress } from '../../packages/crypto/dist/index.js';
import { networks } from '../../packages/protocol/dist/index.js';

/** An account of the devnet, with the nonce of its next transaction as its wallet knows it. */
class Account {
  constructor(keyPair) {
    this.keyPair = keyPair;
    this.publicKey = keyPair.publicKey;
    this.address = encodeAddress(keyPair.publicKey, networks.devnet);
    this.nonce = 0n;
  }
}

const series = (of, from, to) => Array.from({ length: to - from }, (_, i) => new Account(keyPairOf(of, from + i)));

/** The accounts of a run by what they do: an account that needs co-signatures or that is frozen would spoil the load of the others. */
export class Accounts {
  /** They send and receive plain transfers. */
  people = series(loadAccounts, 0, 120);
  multisigs = series(loadAccounts, 120, 126);
  agents = series(loadAccounts, 126, 132);
  savers = series(loadAccounts, 132, 144);
  /** Names, burns, contracts: what anybody can do. */
  others = series(loadAccounts, 144, 184);
  /** Their transactions are all refused. */
  failing = series(loadAccounts, 184, 200);
  /** With a million TOS: hidden amounts begin at 100. The first one gets the rewards. */
  rich = series(devAccounts, 1, 10);

  get all() {
    const { people, multisigs, agents, savers, others, failing, rich } = this;
    return [people, multisigs, agents, savers, others, failing, rich].flat();
  }

  /** Asks the node for the next nonce of each account that has sent something, behind what waits of it. */
  async refresh(devnet) {
    await Promise.all(this.all.filter(({ nonce }) => nonce > 0n).map((account) => refreshNonce(account, devnet)));
  }
}

/** Sets an account's nonce to the one after its waiting transactions. */
export async function refreshNonce(account, devnet) {
  const { address } = account;
  const { nonce } = await devnet.call('get_nonce', { address });
  account.nonce = nonce;
  try {
    const { max } = await devnet.call('get_mempool_cache', { address });
    if (max >= nonce) account.nonce = max + 1n;
  } catch (error) {
    // The method refuses an account of which nothing waits.
    if (error.code !== 'TOS_CALL_REFUSED') throw error;
  }
}
