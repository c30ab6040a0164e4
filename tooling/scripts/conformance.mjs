// npm run conformance: installs and builds what the public vectors need, then runs them, or serves their own runner, in this process.
import { join } from 'node:path';
import { build, install, requireNode, root } from './workspace.mjs';

requireNode();
install('all');
build('apps/conformance');
await import(join(root, 'apps/conformance/dist/main.js'));
