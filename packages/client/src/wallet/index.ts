export { burn } from './burn.ts';
export { createWallet, type WalletOptions } from './create-wallet.ts';
export { estimateFee } from './estimate-fee.ts';
export { send } from './send.ts';
export type { SendOptions, SentTransaction, SignOptions, Wallet } from './wallet.ts';
