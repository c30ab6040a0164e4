import type { ConflictGraph } from '../conflicts/detect-conflicts.ts';

/** A conflict graph in the opposite direction: which nodes wait for a node. Nodes from `count` on are junctions, which take no time. */
export interface TaskGraph {
  readonly count: number;
  readonly nodes: number;
  readonly successorStart: Uint32Array;
  readonly successors: Uint32Array;
  /** How many nodes each node waits for. */
  readonly waits: Uint32Array;
  /** For each node, the cost of the longest chain that begins with it. */
  readonly ranks: Float64Array;
  /** Share of the tasks that wait for more than one node: 0 to 1. */
  readonly joins: number;
  /** Cost of all tasks. */
  readonly work: number;
  /** Cost of the longest chain. */
  readonly criticalPath: number;
}

/** Turns a conflict graph around. @param costOf returns the cost of a task, above 0 */
export function taskGraph(graph: ConflictGraph, costOf: (task: number) => number): TaskGraph {
  const { count, nodes, predecessorStart, predecessors } = graph;
  const waits = new Uint32Array(nodes);
  const successorStart = new Uint32Array(nodes + 1);
  for (const from of predecessors) successorStart[from + 1]!++;
  for (let node = 0; node < nodes; node++) {
    waits[node] = predecessorStart[node + 1]! - predecessorStart[node]!;
    successorStart[node + 1]! += successorStart[node]!;
  }
  const next = successorStart.slice();
  const successors = new Uint32Array(predecessors.length);
  for (let node = 0; node < nodes; node++) {
    for (let at = predecessorStart[node]!; at < predecessorStart[node + 1]!; at++) {
      successors[next[predecessors[at]!]!++] = node;
    }
  }

  const ranks = new Float64Array(nodes).fill(-1);
  const longest = (node: number): number => {
    let most = 0;
    for (let at = successorStart[node]!; at < successorStart[node + 1]!; at++) {
      const successor = successors[at]!;
      // All tasks behind a junction come later than all tasks before it, so they have their ranks by now, and the recursion ends there.
      if (ranks[successor] === -1) ranks[successor] = longest(successor);
      most = Math.max(most, ranks[successor]!);
    }
    return most;
  };
  let work = 0;
  let criticalPath = 0;
  let joining = 0;
  for (let task = count - 1; task >= 0; task--) {
    const cost = costOf(task);
    const rank = cost + longest(task);
    ranks[task] = rank;
    work += cost;
    if (waits[task]! > 1) joining++;
    criticalPath = Math.max(criticalPath, rank);
  }
  const joins = count === 0 ? 0 : joining / count;
  return { count, nodes, successorStart, successors, waits, ranks, joins, work, criticalPath };
}
