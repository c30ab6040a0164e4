/**
 * Reads the line that a node prints for a block where no terminal is; its form stays (README of apps/node).
 * @returns {{ transactions: number, mode: string | null, parallelism: number | null, conflicts: number | null }} what it does not show is null
 */
export function parseBlockLine(line = '') {
  const read = (pattern) => pattern.exec(line)?.[1] ?? null;
  const number = (pattern) => {
    const text = read(pattern);
    return text === null ? null : Number(text.replaceAll(',', ''));
  };
  return {
    transactions: number(/ ([\d,]+) txs? /) ?? 0,
    mode: read(/ (parallel|sequential) \(/),
    parallelism: number(/ parallelism +([\d.]+)x/),
    conflicts: number(/ conflicts +([\d.]+) %/),
  };
}
