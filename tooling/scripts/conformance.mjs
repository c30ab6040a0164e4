// npm run conformance installs and builds everything that the public vectors need, then runs them, or serves their own runner, in this process.
import { join } from 'node:path';
import { followNpm, userFolder } from './npm.mjs';
import { root } from './root.mjs';
import { build, install, requireNode } from './workspace.mjs';

requireNode();
followNpm();
await install('all');
await build('apps/conformance');
process.chdir(userFolder);
await import(join(root, 'apps/conformance/dist/main.js'));
