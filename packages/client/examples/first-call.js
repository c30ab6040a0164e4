// node first-call.js http://127.0.0.1:8080
import { createClient } from '@tos/client';

const client = createClient({ url: process.argv[2] });
const { topoheight, network } = await client.call('get_info');
const block = await client.call('get_block_at_topoheight', { topoheight });
console.log(`${network}: block ${topoheight} has ${block.txs_hashes.length} transactions`);
