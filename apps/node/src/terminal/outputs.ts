import { Output } from './output.ts';
import { createSink } from './sink.ts';
import { terminalAbilities } from './terminal-abilities.ts';

/** What a process prints to: answers and blocks on one, diagnostics and progress on the other. */
export interface Outputs {
  readonly stdout: Output;
  readonly stderr: Output;
}

/** The outputs of this process. */
export function standardOutputs(): Outputs {
  const [stdout, stderr] = [process.stdout, process.stderr].map(
    (stream) => new Output(createSink(stream), terminalAbilities(stream, process.env)),
  );
  return { stdout: stdout!, stderr: stderr! };
}
