import { join } from 'node:path';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { blake3 } from '@tos/crypto';
import { makeFolder, writeFileDurably } from '@tos/data-folder';
import type { DivergenceReport } from '@tos/executor';

/** The folder of the reports in a data directory. */
export function divergencesFolder(datadir: string): string {
  return join(datadir, 'divergences');
}

/** Writes a report into a folder, which is made when missing. Equal reports have equal names. @returns the path of the file */
export function keepDivergence(folder: string, report: DivergenceReport): string {
  const text = `${JSON.stringify(report, undefined, 1)}\n`;
  makeFolder(folder);
  const name = bytesToHex(blake3(utf8ToBytes(text))).slice(0, 8);
  const path = join(folder, `block-${report.topoheight}-${name}.json`);
  writeFileDurably(path, text);
  return path;
}
