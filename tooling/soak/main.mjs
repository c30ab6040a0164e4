// The command `npm run soak`, once everything is built.
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { latenciesByPhase } from './latencies-by-phase.mjs';
import { Progress } from './progress.mjs';
import { reportPage } from './report-page.mjs';
import { commandOf, soakOptions } from './soak-options.mjs';
import { SoakRun } from './soak-run.mjs';

/** @param args of the command @param userFolder where relative paths start @returns the exit code */
export async function main(args, userFolder) {
  let options;
  try {
    options = soakOptions(args);
  } catch (error) {
    process.stderr.write(
      `${error.message}\nUsage: npm run soak -- [--blocks N] [--seed S] [--storage lmdb|sqlite|level] [--json FILE]\n`,
    );
    return 2;
  }
  const folder = resolve(userFolder, '.tos/soak');
  const command = commandOf(options);
  const progress = new Progress(process.stdout);
  process.stdout.write(`${command}\n\n`);
  const run = new SoakRun(options, { folder: join(folder, 'run'), onSample: (sample) => progress.row(sample) });
  const started = performance.now();
  const result = await run.run();
  const report = {
    command,
    node: process.version,
    seconds: (performance.now() - started) / 1000,
    ...result,
    latencies: latenciesByPhase(result.samples),
  };
  const page = join(folder, 'report.html');
  writeFileSync(page, reportPage(report));
  if (options.json !== undefined)
    writeFileSync(resolve(userFolder, options.json), `${JSON.stringify(report, null, 2)}\n`);
  printReport(report, page);
  if (report.faults.length > 0) return 1;
  rmSync(join(folder, 'run'), { recursive: true, force: true });
  return 0;
}

function printReport({ command, faults, skipped, checks, coverage, flatness, latencies, refusals, seconds }, page) {
  const print = (line = '') => process.stdout.write(`${line}\n`);
  print();
  for (const { check, result } of checks) print(`${check.padEnd(24)} ${result}`);
  for (const [what, counts] of Object.entries(coverage ?? {})) {
    print(`${what.padEnd(24)} ${counts.map(([kind, count]) => `${count} ${kind}`).join(', ')}`);
  }
  for (const { name, fit, share, isFlat } of flatness) {
    const text = fit === null ? 'not judged: too few blocks' : slopeText(fit, share);
    print(`${name.padEnd(29)} ${isFlat === false ? 'GROWS ' : ''}${text}`);
  }
  print();
  for (const { phase, what, p50, p99 } of latencies) {
    print(
      `${phase.padEnd(14)} ${what.padEnd(8)} p50 ${p50.toFixed(1).padStart(8)} ms   p99 ${p99.toFixed(1).padStart(8)} ms`,
    );
  }
  print();
  for (const [what, count] of refusals) print(`refused  ${String(count).padStart(6)}  ${what}`);
  for (const text of skipped) print(`skipped  ${text}`);
  print(`\nreport   ${page}   after ${Math.round(seconds)} s`);
  for (const fault of faults) print(`FAULT    ${fault}`);
  print(faults.length === 0 ? 'OK' : `${faults.length} faults. Again: ${command}`);
}

function slopeText({ slope, low, high, mean }, limit) {
  const percent = (value) => `${((10_000 * value) / mean).toFixed(2)} %`;
  return `${percent(slope)} per 100 blocks (95 %: ${percent(low)} to ${percent(high)}; limit ${100 * limit} %)`;
}
