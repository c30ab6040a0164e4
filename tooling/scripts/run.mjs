// npm run build|lint|format run the named tasks of turbo.json, also on a fresh clone.
import { followNpm } from './npm.mjs';
import { install, requireNode, runTasks } from './workspace.mjs';

requireNode();
followNpm();
await install('all');
await runTasks(process.argv.slice(2));
