import { readFileSync } from 'node:fs';
import { type Allocation, createDevnetGenesis, type Genesis, genesisToJson } from '@tos/chain';
import { COIN, MAXIMUM_SUPPLY } from '@tos/protocol';
import { devAccounts, loadAccounts, publicKeysOf } from '../accounts/dev-accounts.ts';
import { fundedDevAccounts } from '../accounts/funded-dev-accounts.ts';
import type { DevOptions } from '../cli/dev-options.ts';
import { fileRefusal } from '../settings/file-refusal.ts';
import { invalidSetting } from '../settings/invalid-setting.ts';
import { formatAmount, formatInteger } from '../terminal/format.ts';
import { genesisOf } from './read-genesis.ts';

/** What was asked for the beginning of a chain: a genesis file, or numbers of accounts and coins. */
export type GenesisOptions = Pick<DevOptions, 'accounts' | 'balance' | 'genesis' | 'loadAccounts'>;

/**
 * The genesis that was asked for. A chain that is there must have it already; a new one gets it.
 */
export class GenesisChoice {
  readonly #options: GenesisOptions;
  readonly #given: Genesis | undefined;

  /** Reads the genesis file, if one was named. @throws TOS_INVALID_CONFIG for a file, or for more coins than can exist */
  constructor(options: GenesisOptions) {
    this.#options = options;
    this.#given = options.genesis === undefined ? undefined : givenGenesis(options.genesis);
    this.#assertSupply();
  }

  /** The genesis of a new chain. */
  create(): Genesis {
    if (this.#given !== undefined) return this.#given;
    const { accounts = devAccounts.count } = this.#options;
    const loaded = Math.max(loadAccounts.count, this.#options.loadAccounts);
    const allocations: Allocation[] = [
      ...publicKeysOf(devAccounts, accounts).map((publicKey) => ({ publicKey, amount: this.#funds })),
      ...publicKeysOf(loadAccounts, loaded).map((publicKey) => ({ publicKey, amount: loadAccounts.funds })),
    ];
    return createDevnetGenesis({ allocations, timestamp: Date.now() });
  }

  /**
   * Checks the genesis of a chain that is there.
   * @param path its data directory
   * @throws TOS_INVALID_CONFIG when it differs from what was asked for
   */
  assertIs(genesis: Genesis, path: string): void {
    const { accounts, balance, genesis: file } = this.#options;
    if (this.#given !== undefined && contentOf(this.#given) !== contentOf(genesis)) {
      const facts = `${genesis.allocations.length} accounts with ${formatAmount(genesis.allocations.reduce((sum, { amount }) => sum + amount, 0n))} TOS`;
      throw invalidSetting(
        '--genesis',
        `${file} differs from the genesis of ${path}, which has ${facts}; name another --datadir, or begin anew with --reset`,
      );
    }
    if (accounts === undefined && balance === undefined) return;
    const there = fundedDevAccounts(genesis.allocations);
    const isOther =
      (accounts !== undefined && accounts !== there.length) ||
      (balance !== undefined && there.some(({ funds }) => funds !== this.#funds));
    if (!isOther) return;
    const facts = `${formatInteger(there.length)} accounts with ${formatAmount(there[0]?.funds ?? 0n)} TOS each`;
    const flag = accounts === undefined ? '--balance' : '--accounts';
    throw invalidSetting(
      flag,
      `the chain in ${path} began with ${facts}; leave the flag out, name another --datadir, or begin anew with --reset`,
    );
  }

  get #funds(): bigint {
    const { balance } = this.#options;
    return balance === undefined ? devAccounts.funds : BigInt(balance) * COIN;
  }

  #assertSupply(): void {
    const { accounts = devAccounts.count, balance } = this.#options;
    const loaded = BigInt(Math.max(loadAccounts.count, this.#options.loadAccounts)) * loadAccounts.funds;
    const sum = BigInt(accounts) * this.#funds + loaded;
    if (sum <= MAXIMUM_SUPPLY) return;
    const reason = `${formatAmount(sum)} TOS in all accounts, those of --load included, are more than the ${formatAmount(MAXIMUM_SUPPLY)} that can exist`;
    throw invalidSetting(balance === undefined ? '--accounts' : '--balance', `${reason}; ask for fewer`);
  }
}

function givenGenesis(file: string): Genesis {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw fileRefusal('--genesis', error);
  }
  return genesisOf(text, `--genesis: ${file}`);
}

/** The genesis as text, equal for equal genesis files however they are formatted. */
function contentOf(genesis: Genesis): string {
  return JSON.stringify(genesisToJson(genesis));
}
