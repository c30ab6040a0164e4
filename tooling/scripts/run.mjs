// npm run build|lint|format: the named tasks of turbo.json, on a fresh clone too.
import { install, requireNode, runTasks } from './workspace.mjs';

requireNode();
install('all');
runTasks(process.argv.slice(2));
