// node opening-child.mjs FOLDER ACCOUNTS BLOCKS commits blocks of transfers, writes a line, and waits to be killed.
import { Chain } from './chain.mjs';
import { engines } from './engines.mjs';

const [, , location, accounts, blocks] = process.argv;
const chain = await Chain.filled(engines.LMDB, location, Number(accounts));
for (let i = 0; i < Number(blocks); i++) await chain.commit(chain.workload.next());
process.stdout.write('committed\n');
// The pipe keeps this process alive, and ends with its parent.
process.stdin.resume().once('end', () => process.exit(1));
