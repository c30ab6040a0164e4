// npm start and npm run db install and build everything that the node needs, then run the node in this process, so that signals reach it
// directly. The first argument is the node's command.
import { join } from 'node:path';
import { followNpm, userFolder } from './npm.mjs';
import { root } from './root.mjs';
import { build, install, requireNode } from './workspace.mjs';

requireNode();
followNpm();
await install('node');
await build('apps/node');
const main = join(root, 'apps/node/dist/main.js');
process.argv = [process.execPath, main, ...process.argv.slice(2)];
process.chdir(userFolder);
await import(main);
