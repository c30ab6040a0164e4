import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Client, createClient, waitForTransaction } from '@tos/client';
import { burn, createWallet, estimateFee, type SentTransaction, send, type Wallet } from '@tos/client/wallet';
import { decodeAddress, hexToBytes } from '@tos/crypto';
import { type ExactJsonInput, isTosError, networks, stringifyExactJson } from '@tos/protocol';
import { NATIVE_ASSET } from '@tos/state';
import type { Payload } from '@tos/transaction';
import type { WalletRequest } from '../cli/wallet-command.ts';
import { Interrupted } from '../process/interrupted.ts';
import { fileRefusal } from '../settings/file-refusal.ts';
import { invalidSetting } from '../settings/invalid-setting.ts';
import { formatAmount } from '../terminal/format.ts';
import type { Outputs } from '../terminal/outputs.ts';
import { printable } from '../terminal/printable.ts';
import { decryptKey, encryptKey } from './encrypt-key.ts';
import { historyLine } from './history-line.ts';
import { readKeyFile, writeKeyFile } from './key-file.ts';
import { askNewPassphrase, askPassphrase } from './passphrase.ts';
import { Questions } from './questions.ts';

const network = networks.devnet;
const KEY = /^[0-9a-f]{64}$/i;

interface Surroundings {
  readonly outputs: Outputs;
  readonly questions: Questions;
  /** Aborted when the process has to end. */
  readonly stop: AbortSignal;
}

/** Does what `tos-node wallet` was asked to do. @throws TOS_INVALID_CONFIG, Interrupted at the signal, and whatever the client throws */
export async function runWallet(request: WalletRequest, stop: AbortSignal, outputs: Outputs): Promise<void> {
  const questions = new Questions(process.stdin, outputs.stderr, stop);
  try {
    await run(request, { outputs, questions, stop });
  } catch (error) {
    if (!stop.aborted || error !== stop.reason) throw error;
    throw new Interrupted(`Stopped by ${stop.reason}. What the node has may be executed all the same.`);
  }
}

async function run(request: WalletRequest, surroundings: Surroundings): Promise<void> {
  switch (request.command) {
    case 'new':
      return keep(request, new Uint8Array(randomBytes(32)), surroundings);
    case 'import':
      return keep(request, await importedKey(request, surroundings), surroundings);
    case 'address':
      return printAddress(request, surroundings);
    case 'balance':
      return printBalance(request, surroundings);
    case 'history':
      return printHistory(request, surroundings);
    case 'send':
    case 'burn':
      return pay(request, surroundings);
  }
}

/** Writes a key to a new key file. */
async function keep(request: WalletRequest, privateKey: Uint8Array, surroundings: Surroundings): Promise<void> {
  const passphrase = await askNewPassphrase({ ...request, ...surroundings });
  const content = await encryptKey(privateKey, passphrase, network);
  writeKeyFile(request.file, content);
  const { address } = content;
  const rest = `The key is in ${request.file}. Keep a copy: without file and passphrase its coins are lost.`;
  print(request, surroundings, { text: [address, rest], json: { address, file: request.file } });
}

async function importedKey(
  { keyFile }: Extract<WalletRequest, { readonly command: 'import' }>,
  { questions }: Surroundings,
): Promise<Uint8Array> {
  const text = (keyFile === undefined ? await askKey(questions) : readKey(keyFile)).trim();
  // The message does not repeat what may be a key with a slip in it.
  if (!KEY.test(text))
    throw invalidSetting(keyFile === undefined ? 'private key' : '--key-file', 'a private key has 64 hex digits');
  return hexToBytes(text);
}

function askKey(questions: Questions): Promise<string> {
  if (questions.canAsk) return questions.askHidden('Private key: ');
  throw invalidSetting('--key-file', 'there is no terminal to ask for the private key; name a file that holds it');
}

function readKey(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fileRefusal('--key-file', error);
  }
}

function printAddress(request: WalletRequest, surroundings: Surroundings): void {
  const { address } = readKeyFile(request.file);
  print(request, surroundings, { text: [address], json: { address } });
}

async function printBalance(request: WalletRequest, surroundings: Surroundings): Promise<void> {
  const { address } = readKeyFile(request.file);
  const balance = await balanceOf(address, clientOf(request), surroundings.stop);
  print(request, surroundings, { text: [`${formatAmount(balance)} TOS`], json: { address, balance: String(balance) } });
}

async function balanceOf(address: string, client: Client, signal: AbortSignal): Promise<bigint> {
  try {
    return (await client.call('get_balance', { address }, { signal })).balance;
  } catch (error) {
    // An account is registered with the first coins that it gets.
    if (isTosError(error, 'TOS_CALL_REFUSED') && error.details.reason === 'TOS_NOT_FOUND') return 0n;
    throw error;
  }
}

async function printHistory(request: WalletRequest, surroundings: Surroundings): Promise<void> {
  const { address } = readKeyFile(request.file);
  const entries = await clientOf(request).call('get_account_history', { address }, { signal: surroundings.stop });
  const text = entries.length === 0 ? ['No block has changed this account.'] : entries.map(historyLine);
  print(request, surroundings, { text, json: entries });
}

async function pay(
  request: Extract<WalletRequest, { readonly command: 'send' | 'burn' }>,
  surroundings: Surroundings,
): Promise<void> {
  const { outputs, questions, stop } = surroundings;
  const { amount, command } = request;
  const keyFile = readKeyFile(request.file);
  // A wrong address is found before anybody types a passphrase.
  const to = command === 'send' ? decodeAddress(request.to, network) : undefined;
  if (!request.yes && !questions.canAsk)
    throw invalidSetting('--yes', 'there is no terminal to ask; give --yes to send without asking');
  const client = clientOf(request);
  const balance = await balanceOf(keyFile.address, client, stop);
  const privateKey = await decryptKey(keyFile, await askPassphrase({ ...request, questions }));
  const wallet = createWallet({ client, network, privateKey });
  const fee = estimateFee(wallet, payloadOf(amount, to));
  const what =
    command === 'send' ? `Send ${formatAmount(amount)} TOS to ${request.to}` : `Burn ${formatAmount(amount)} TOS`;
  if (!request.yes) {
    outputs.stderr.print(
      `${what}\nwith a fee of ${formatAmount(fee)} TOS, from ${formatAmount(balance)} TOS of ${wallet.address}.`,
    );
    if (!(await questions.confirm(command === 'send' ? 'Send?' : 'Burn for ever?')))
      throw new Interrupted('Nothing was sent.');
  }
  const sent = await submit(wallet, request, stop);
  outputs.stderr.print(`The node has it: ${sent.hash}. Waiting for its block ...`);
  const { executed_in_block: block } = await waitForTransaction(client, { hash: sent.hash, signal: stop });
  const json = { hash: sent.hash, nonce: String(sent.nonce), amount: String(amount), fee: String(sent.fee), block };
  print(request, surroundings, { text: [`Done, in block ${block}.`], json });
}

function submit(
  wallet: Wallet,
  request: Extract<WalletRequest, { readonly command: 'send' | 'burn' }>,
  signal: AbortSignal,
): Promise<SentTransaction> {
  const { amount } = request;
  return request.command === 'send'
    ? send(wallet, { to: request.to, amount, signal })
    : burn(wallet, { amount, signal });
}

/** What the fee depends on. @param to public key; absent for coins that are burnt */
function payloadOf(amount: bigint, to: Uint8Array | undefined): Payload {
  const asset = NATIVE_ASSET;
  if (to === undefined) return { type: 'burn', asset, amount };
  return { type: 'transfers', transfers: [{ asset, destination: to, amount, extraData: null }] };
}

function clientOf({ url }: WalletRequest): Client {
  return createClient({ url });
}

function print(
  { json: isJson }: WalletRequest,
  { outputs: { stdout } }: Surroundings,
  { text, json }: { readonly text: readonly string[]; readonly json: ExactJsonInput },
): void {
  if (isJson) stdout.print(stringifyExactJson(json));
  else for (const line of text) stdout.print(printable(line));
}
