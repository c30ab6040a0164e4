import { AccessMode } from '@tos/runtime';
import { type AccessColumns, assertColumns } from './access-columns.ts';

/**
 * Which transactions exclude one another, as a graph in flat arrays: node i < `count` is transaction i, and depends on the nodes
 * `predecessors[predecessorStart[i]]` to `[predecessorStart[i + 1])`. Nodes from `count` on are junctions: where many
 * transactions that share a cell one way (credits, say) come before many that share it another way (reads), all of the second
 * depend on one junction, and the junction on all of the first, so that the graph grows with the accesses and not with their
 * square. An edge means "not before": the order of the block is the order of the edges.
 */
export interface ConflictGraph {
  /** Transactions. */
  readonly count: number;
  /** Transactions and junctions. */
  readonly nodes: number;
  readonly predecessorStart: Uint32Array;
  readonly predecessors: Uint32Array;
  /** Of each transaction: 1 if it depends on none, else 1 more than the highest level that it depends on. */
  readonly levels: Uint32Array;
  /** Transactions on the longest chain; 0 for an empty block. */
  readonly criticalPath: number;
  /** Transactions over critical path: how many could run at a time, at best, on average; 1 for an empty block. */
  readonly parallelism: number;
  /** Share of the transactions that depend on another one, 0 to 1. */
  readonly conflictRate: number;
  /** Cells by how many transactions waited for another one there, most first, at most `HOTTEST`. */
  readonly hottest: readonly HotCell[];
}

export interface HotCell {
  readonly cell: number;
  /** Transactions that use the cell. */
  readonly accesses: number;
  /** Those that depend on an earlier one because of it. */
  readonly waits: number;
}

const HOTTEST = 10;
const NOBODY = -1;

/** The conflicts of a block. Credits commute, reads share, all else excludes. Linear in the number of accesses. */
export function detectConflicts(access: AccessColumns): ConflictGraph {
  assertColumns(access);
  return new ConflictDetection(access).graph();
}

/**
 * Per cell, the transactions of the current group (those that share the cell in one way) and the node that all of them depend
 * on. A transaction that uses the cell in another way closes the group and opens the next.
 */
class ConflictDetection {
  readonly #access: AccessColumns;
  readonly #groupMode: Uint8Array;
  /** Newest member of the group, and for each access the member before it: a linked list a cell. */
  readonly #lastMember: Int32Array;
  readonly #memberBefore: Int32Array;
  readonly #memberNode: Uint32Array;
  /** Node that every member of the group depends on. */
  readonly #before: Int32Array;
  readonly #accesses: Uint32Array;
  readonly #waits: Uint32Array;
  // One entry an edge.
  #from: Uint32Array;
  #to: Uint32Array;
  #edges = 0;
  #nodes: number;
  #levels: Uint32Array;
  /** Per node, the last transaction that got an edge from it. */
  #edgeTo: Int32Array;

  constructor(access: AccessColumns) {
    const accesses = access.start[access.count] ?? 0;
    this.#access = access;
    this.#groupMode = new Uint8Array(access.cellCount);
    this.#lastMember = new Int32Array(access.cellCount).fill(NOBODY);
    this.#memberBefore = new Int32Array(accesses);
    this.#memberNode = new Uint32Array(accesses);
    this.#before = new Int32Array(access.cellCount).fill(NOBODY);
    this.#accesses = new Uint32Array(access.cellCount);
    this.#waits = new Uint32Array(access.cellCount);
    // Each access makes at most two edges: one from the node before its group, one to what closes the group. A junction adds
    // one node for at least one access.
    this.#from = new Uint32Array(2 * accesses);
    this.#to = new Uint32Array(2 * accesses);
    this.#nodes = access.count;
    this.#levels = new Uint32Array(access.count + accesses);
    this.#edgeTo = new Int32Array(access.count + accesses).fill(NOBODY);
  }

  graph(): ConflictGraph {
    const { count, start, cells } = this.#access;
    const modes = this.#combinedModes();
    let conflicts = 0;
    let criticalPath = 0;
    for (let i = 0; i < count; i++) {
      const edgesBefore = this.#edges;
      let level = 0;
      for (let at = start[i]!; at < start[i + 1]!; at++) {
        if (modes[at] !== AccessMode.RESERVED) level = Math.max(level, this.#use(i, at, cells[at]!, modes[at]!));
      }
      this.#levels[i] = level + 1;
      criticalPath = Math.max(criticalPath, level + 1);
      if (this.#edges > edgesBefore) conflicts++;
    }
    return {
      count,
      nodes: this.#nodes,
      ...this.#predecessors(),
      levels: this.#levels.subarray(0, count),
      criticalPath,
      parallelism: count === 0 ? 1 : count / criticalPath,
      conflictRate: count === 0 ? 0 : conflicts / count,
      hottest: this.#hottest(),
    };
  }

  /**
   * Modes with every cell once a transaction: one that uses a cell in two ways uses it exclusively, and its further entries
   * count as reserved, which excludes nobody.
   */
  #combinedModes(): Uint8Array {
    const { count, start, cells } = this.#access;
    const modes = this.#access.modes.slice(0, start[count]);
    const firstEntry = new Int32Array(this.#access.cellCount).fill(NOBODY);
    for (let i = 0; i < count; i++) {
      for (let at = start[i]!; at < start[i + 1]!; at++) {
        if (modes[at] === AccessMode.RESERVED) continue;
        const first = firstEntry[cells[at]!]!;
        if (first < start[i]!) {
          firstEntry[cells[at]!] = at;
          continue;
        }
        if (modes[first] !== modes[at]) modes[first] = AccessMode.EXCLUSIVE;
        modes[at] = AccessMode.RESERVED;
      }
    }
    return modes;
  }

  /** Transaction i uses a cell. @returns the highest level that it depends on because of it, 0 for none */
  #use(i: number, at: number, cell: number, mode: number): number {
    this.#accesses[cell]!++;
    const shares = mode === this.#groupMode[cell] && mode !== AccessMode.EXCLUSIVE;
    let level = 0;
    if (this.#lastMember[cell] !== NOBODY && !shares) level = this.#closeGroup(cell, i, mode);
    this.#groupMode[cell] = mode;
    this.#memberBefore[at] = this.#lastMember[cell]!;
    this.#memberNode[at] = i;
    this.#lastMember[cell] = at;
    const before = this.#before[cell]!;
    if (before !== NOBODY) {
      this.#edgeOnce(before, i);
      level = this.#levels[before]!;
    }
    if (level > 0) this.#waits[cell]!++;
    return level;
  }

  /**
   * The group of a cell ends; what comes next depends on all its members: through the one member, directly where the next is
   * alone (exclusive), through a junction where it may be joined by others.
   * @returns the level of a direct dependence, else 0
   */
  #closeGroup(cell: number, i: number, mode: number): number {
    const last = this.#lastMember[cell]!;
    this.#lastMember[cell] = NOBODY;
    if (this.#memberBefore[last] === NOBODY) {
      this.#before[cell] = this.#memberNode[last]!;
      return 0;
    }
    const isDirect = mode === AccessMode.EXCLUSIVE;
    const junction = isDirect ? NOBODY : this.#nodes++;
    let level = 0;
    for (let member = last; member !== NOBODY; member = this.#memberBefore[member]!) {
      const node = this.#memberNode[member]!;
      if (isDirect) this.#edgeOnce(node, i);
      else this.#edge(node, junction);
      level = Math.max(level, this.#levels[node]!);
    }
    this.#before[cell] = junction;
    if (isDirect) return level;
    this.#levels[junction] = level;
    return 0;
  }

  /** An edge to a transaction, unless another cell made it already. */
  #edgeOnce(from: number, to: number): void {
    if (this.#edgeTo[from] === to) return;
    this.#edgeTo[from] = to;
    this.#edge(from, to);
  }

  #edge(from: number, to: number): void {
    this.#from[this.#edges] = from;
    this.#to[this.#edges] = to;
    this.#edges++;
  }

  /** Edges sorted by the node that they lead to, by counting. */
  #predecessors(): Pick<ConflictGraph, 'predecessorStart' | 'predecessors'> {
    const predecessorStart = new Uint32Array(this.#nodes + 1);
    for (let edge = 0; edge < this.#edges; edge++) predecessorStart[this.#to[edge]! + 1]!++;
    for (let node = 0; node < this.#nodes; node++) predecessorStart[node + 1]! += predecessorStart[node]!;
    const next = predecessorStart.slice();
    const predecessors = new Uint32Array(this.#edges);
    for (let edge = 0; edge < this.#edges; edge++) predecessors[next[this.#to[edge]!]!++] = this.#from[edge]!;
    return { predecessorStart, predecessors };
  }

  #hottest(): HotCell[] {
    const hot: HotCell[] = [];
    for (let cell = 0; cell < this.#access.cellCount; cell++) {
      const waits = this.#waits[cell]!;
      if (waits === 0 || (hot.length === HOTTEST && waits <= hot[HOTTEST - 1]!.waits)) continue;
      hot.push({ cell, accesses: this.#accesses[cell]!, waits });
      hot.sort((a, b) => b.waits - a.waits || a.cell - b.cell);
      if (hot.length > HOTTEST) hot.pop();
    }
    return hot;
  }
}
