// npm run soak -- [--blocks N] [--seed S] [--storage KIND] [--json FILE]: installs, builds the node, and lets a devnet prove itself.
import { followNpm, userFolder } from './npm.mjs';
import { build, install, requireNode } from './workspace.mjs';

requireNode();
followNpm();
await install('all');
for (const project of ['apps/node', 'packages/client']) await build(project);
const { main } = await import('../soak/main.mjs');
process.exitCode = await main(process.argv.slice(2), userFolder);
