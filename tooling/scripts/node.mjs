// npm start, npm run db: installs and builds what the node needs, then runs it in this process, so that signals reach it directly. The
// first argument is the node's command.
import { join } from 'node:path';
import { build, install, requireNode, root } from './workspace.mjs';

requireNode();
install('node');
build('apps/node');
const main = join(root, 'apps/node/dist/main.js');
process.argv = [process.execPath, main, ...process.argv.slice(2)];
await import(main);
