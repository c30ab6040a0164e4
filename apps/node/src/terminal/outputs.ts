import { Output } from './output.ts';
import { createSink } from './sink.ts';
import { terminalAbilities } from './terminal-abilities.ts';

/** The two streams of a process: stdout for answers and blocks, stderr for diagnostics and progress. */
export interface Outputs {
  readonly stdout: Output;
  readonly stderr: Output;
}

/** The outputs of this process. */
export function standardOutputs(): Outputs {
  const [stdout, stderr] = [process.stdout, process.stderr].map(
    (stream) => new Output(createSink(stream), terminalAbilities(stream, process.env), () => stream.columns),
  );
  return { stdout: stdout!, stderr: stderr! };
}
