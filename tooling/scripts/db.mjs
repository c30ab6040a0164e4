// npm run db -- COMMAND: the node's `db` commands, in this process, so that signals reach it directly.
import { join } from 'node:path';
import { build, install, requireNode, root } from './workspace.mjs';

requireNode();
install('node');
build('apps/node');
const main = join(root, 'apps/node/dist/main.js');
process.argv = [process.execPath, main, 'db', ...process.argv.slice(2)];
await import(main);
