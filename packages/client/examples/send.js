// node send.js http://127.0.0.1:8080 PRIVATE_KEY_IN_HEX RECEIVER_ADDRESS
import { createClient, waitForTransaction } from '@tos/client';
import { createWallet, send } from '@tos/client/wallet';
import { networks } from '@tos/protocol';

const [url, privateKey, to] = process.argv.slice(2);
const client = createClient({ url });
const wallet = createWallet({ client, network: networks.devnet, privateKey });
const { hash } = await send(wallet, { to, amount: 150_000_000n }); // 1.5 TOS
const { executed_in_block } = await waitForTransaction(client, { hash });
console.log(`${hash} is in block ${executed_in_block}`);
