// How works are timed.

/** Wall microseconds, and CPU microseconds of this process with all its threads. A busy machine disturbs the CPU time less. */
export async function timed(work) {
  const before = process.cpuUsage();
  const start = performance.now();
  await work();
  const wall = (performance.now() - start) * 1000;
  const { user, system } = process.cpuUsage(before);
  return { wall, cpu: user + system };
}

/** Two works that take turns, each first in every other round. */
export class Turns {
  ones = [];
  others = [];

  async take(one, other) {
    const isFirst = this.ones.length % 2 === 0;
    let mine = isFirst ? await timed(one) : null;
    this.others.push(await timed(other));
    mine ??= await timed(one);
    this.ones.push(mine);
  }
}

export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
