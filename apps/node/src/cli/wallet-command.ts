import { Argument, Command, Option } from 'commander';
import { tosAmount } from '../wallet/tos-amount.ts';
import { parserOf } from './flags.ts';

/** What all commands of the wallet need to know. */
export interface WalletPlace {
  /** The key file. */
  readonly file: string;
  /** The node's URL. */
  readonly url: string;
  readonly passphraseFile?: string;
  /** Whether the answer is JSON. */
  readonly json: boolean;
}

/** What `tos-node wallet` was asked to do. Amounts are atomic units. */
export type WalletRequest = WalletPlace &
  (
    | { readonly command: 'new' | 'address' | 'balance' | 'history' }
    | { readonly command: 'import'; readonly keyFile?: string }
    | ({ readonly command: 'send'; readonly to: string; readonly amount: bigint } & Paying)
    | ({ readonly command: 'burn'; readonly amount: bigint } & Paying)
  );

interface Paying {
  /** Whether nobody is asked. */
  readonly yes: boolean;
}

const FILE = 'tos-wallet.json';
const URL = 'http://127.0.0.1:8080';

/** The command `tos-node wallet` with its subcommands. No flag takes a key: other users of a machine can read command lines. */
export function walletCommand(run: (request: WalletRequest) => Promise<void>, parent: Command): Command {
  const wallet = new Command('wallet')
    .copyInheritedSettings(parent)
    .description('An account of your own: make a key, look at its coins, send them. It asks a node that runs.')
    .helpCommand(false);
  const command = (name: WalletRequest['command'], description: string): Command =>
    wallet
      .command(name)
      .copyInheritedSettings(wallet)
      .description(description)
      .allowExcessArguments(false)
      .addOption(new Option('--file <file>', 'the key file').default(FILE))
      .addOption(new Option('--json', 'print JSON; amounts are atomic units').default(false, 'off'));
  const withNode = (made: Command): Command => made.addOption(new Option('--url <url>', 'the node').default(URL));
  const withPassphrase = (made: Command): Command =>
    made.addOption(
      new Option('--passphrase-file <file>', 'a file that holds the passphrase').default(undefined, 'a question'),
    );
  const amount = (): Argument => new Argument('<amount>', 'TOS, such as 1.5').argParser(parserOf(tosAmount));
  const paying = (made: Command): Command =>
    withPassphrase(withNode(made)).addOption(new Option('--yes', 'send without asking').default(false, 'off'));

  withPassphrase(command('new', 'Make a key, and write it to the key file, encrypted.')).action((place: WalletPlace) =>
    run({ ...place, command: 'new' }),
  );
  withPassphrase(command('import', 'Take a private key of 64 hex digits, from a file or a question.'))
    .addOption(new Option('--key-file <file>', 'a file that holds the private key').default(undefined, 'a question'))
    .action((place: WalletPlace & { readonly keyFile?: string }) => run({ ...place, command: 'import' }));
  command('address', 'Print the address of the key file.').action((place: WalletPlace) =>
    run({ ...place, command: 'address' }),
  );
  withNode(command('balance', 'Print the coins of the account.')).action((place: WalletPlace) =>
    run({ ...place, command: 'balance' }),
  );
  paying(command('send', 'Send TOS to an address, and wait for the block.'))
    .addArgument(new Argument('<address>', 'whose account gets them'))
    .addArgument(amount())
    .action((to: string, value: bigint, place: WalletPlace & Paying) =>
      run({ ...place, command: 'send', to, amount: value }),
    );
  paying(command('burn', 'Destroy TOS for ever, and wait for the block.'))
    .addArgument(amount())
    .action((value: bigint, place: WalletPlace & Paying) => run({ ...place, command: 'burn', amount: value }));
  withNode(command('history', 'Print what the newest blocks did to the account.')).action((place: WalletPlace) =>
    run({ ...place, command: 'history' }),
  );
  return wallet;
}
