import { existsSync } from 'node:fs';
import type { AccountsRequest } from '../cli/accounts-command.ts';
import { readGenesis } from '../datadir/datadir.ts';
import { genesisFile } from '../datadir/storage-place.ts';
import { formatAmount } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { devAccounts } from './dev-accounts.ts';
import { type DevAccount, firstDevAccounts, fundedDevAccounts } from './funded-dev-accounts.ts';

const WARNING = [
  'ANYBODY KNOWS THESE KEYS. Coins of a devnet are worth nothing;',
  'never send real ones to these addresses.',
];

/**
 * Prints the accounts of a devnet. It reads the genesis file alone, so that it works beside a running node.
 * @throws TOS_INVALID_CONFIG for a genesis file that is wrong
 */
export function printAccounts(request: AccountsRequest, { print, style }: Output): void {
  const accounts = accountsIn(request.datadir);
  if (request.json) {
    print(
      JSON.stringify(
        accounts.map((account, index) => accountJson(account, index, request)),
        undefined,
        2,
      ),
    );
    return;
  }
  if (accounts.length === 0) {
    print(`The genesis of ${request.datadir} funds none of the known accounts.`);
    return;
  }
  if (request.private) for (const line of [...WARNING.map(style.bad), '']) print(line);
  print(style.dim(`  #  ${'address'.padEnd(63)}  TOS`));
  accounts.forEach(({ address, privateKey, funds }, index) => {
    print(`${String(index).padStart(3)}  ${address.padEnd(63)}  ${formatAmount(funds)}`);
    if (request.private) print(`     ${privateKey}`);
  });
  for (const line of ['', 'TOS: what the genesis gives. Account 0 receives the rewards of blocks.'])
    print(style.dim(line));
}

function accountsIn(datadir: string): DevAccount[] {
  const file = genesisFile(datadir);
  if (existsSync(file)) return fundedDevAccounts(readGenesis(file).allocations);
  return firstDevAccounts(devAccounts.count, devAccounts.funds);
}

/** An account as JSON; its funds are atomic units as a decimal string. */
function accountJson(account: DevAccount, index: number, request: AccountsRequest): object {
  const { address, publicKey, privateKey, funds } = account;
  const shown = { index, address, publicKey, funds: String(funds), receivesRewards: index === 0 };
  return request.private ? { ...shown, privateKey } : shown;
}
