// Importing a state, in a process of its own, because the memory of other measurements would count.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { result } from '../statistics.mjs';
import { atMost } from './rows.mjs';
import { count, settings } from './settings.mjs';

export async function* measureImport(folder, engine) {
  const { imported } = settings;
  const script = fileURLToPath(new URL('import-child.mjs', import.meta.url));
  const args = [script, engine.name, folder, String(imported)];
  const { stdout, status } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`the import ended with ${status}`);
  const { seconds, fileMiB, peakMiB, quarterMiB } = JSON.parse(stdout);
  const name = `${engine.name}: import of ${count(imported)} accounts`;
  yield result({ name, samples: [seconds], unit: 's' });
  yield result({ name: `${name}, file`, samples: [fileMiB], unit: 'MiB' });
  const flat = { baseline: 'the peak of its first quarter', ratios: [peakMiB / quarterMiB] };
  yield result({ name: `${name}, peak RSS`, samples: [peakMiB], unit: 'MiB', ...flat, target: atMost(512) });
}
