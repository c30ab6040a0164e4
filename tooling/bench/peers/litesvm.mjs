// litesvm: transfers of the system program, signatures checked by the virtual machine, sent from JavaScript one by one.

import {
  appendTransactionMessageInstruction,
  createTransactionMessage,
  generateKeyPairSigner,
  lamports,
  pipe,
  setTransactionMessageFeePayerSigner,
  signTransactionMessageWithSigners,
} from '@solana/kit';
import { getTransferSolInstruction } from '@solana-program/system';
import { FailedTransactionMetadata, LiteSVM } from 'litesvm';

const SENDERS = 100;

export async function prepare(count) {
  const signers = await Promise.all(Array.from({ length: SENDERS }, () => generateKeyPairSigner()));
  const receivers = await Promise.all(Array.from({ length: SENDERS }, () => generateKeyPairSigner()));
  const fund = () => {
    const svm = new LiteSVM();
    for (const { address } of [...signers, ...receivers]) svm.airdrop(address, lamports(10n ** 12n));
    return svm;
  };
  const any = fund();
  const transactions = [];
  for (let i = 0; i < count; i++) {
    const source = signers[i % SENDERS];
    const destination = receivers[i % SENDERS].address;
    const instruction = getTransferSolInstruction({ source, destination, amount: lamports(1000n + BigInt(i)) });
    transactions.push(
      await pipe(
        createTransactionMessage({ version: 0 }),
        (message) => setTransactionMessageFeePayerSigner(source, message),
        (message) => any.setTransactionMessageLifetimeUsingLatestBlockhash(message),
        (message) => appendTransactionMessageInstruction(instruction, message),
        (message) => signTransactionMessageWithSigners(message),
      ),
    );
  }
  return async () => {
    const svm = fund();
    return async () => {
      for (const transaction of transactions) {
        const result = svm.sendTransaction(transaction);
        if (result instanceof FailedTransactionMetadata) throw new Error(`litesvm refuses a transfer: ${result.err()}`);
      }
    };
  };
}
