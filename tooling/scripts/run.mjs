// npm run build|lint|format: the named tasks of turbo.json, on a fresh clone too.
import { followNpm } from './npm.mjs';
import { install, requireNode, runTasks } from './workspace.mjs';

requireNode();
followNpm();
await install('all');
await runTasks(process.argv.slice(2));
