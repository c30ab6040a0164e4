import { type AccessColumns, assertColumns } from './access-columns.ts';
import { CellAccess } from './cell-access.ts';

/**
 * Which items exclude one another, as a graph in flat arrays: node i < `count` is item i, and depends on the nodes
 * `predecessors[predecessorStart[i]]` up to, but not including, `predecessors[predecessorStart[i + 1]]`. Nodes from `count` on are
 * junctions: where many items that share a cell in one way (credits, say) come before many that share it in another way (reads), each of
 * the second depends on one junction, and the junction depends on each of the first, so that the graph grows with the accesses and not with
 * their square. An edge means "not before", and always leads from an earlier item to a later one.
 */
export interface ConflictGraph {
  /** Number of items. */
  readonly count: number;
  /** Number of items and junctions together. */
  readonly nodes: number;
  readonly predecessorStart: Uint32Array;
  readonly predecessors: Uint32Array;
  /** For each item: 1 if it depends on no other, else 1 more than the highest level that it depends on. */
  readonly levels: Uint32Array;
  /** Number of items on the longest chain; 0 where there are no items. */
  readonly criticalPath: number;
  /** Number of items divided by `criticalPath`: how many could run at a time on average, at best; 1 where there are no items. */
  readonly parallelism: number;
  /** Share of the items that depend on another one, 0 to 1. */
  readonly conflictRate: number;
  /** The cells where most items wait for another one, at most `HOTTEST` of them, most waits first. */
  readonly hottest: readonly HotCell[];
}

export interface HotCell {
  readonly cell: number;
  /** Number of items that use the cell. */
  readonly accesses: number;
  /** Number of items that depend on an earlier one because of this cell. */
  readonly waits: number;
}

const HOTTEST = 10;
const NOBODY = -1;

/** Finds the conflicts of items: credits commute, reads share, all else excludes. The time is linear in the number of accesses. */
export function detectConflicts(access: AccessColumns): ConflictGraph {
  assertColumns(access);
  return new ConflictDetection(access).graph();
}

/**
 * Keeps, for each cell, the items of the current group (those that share the cell in one way) and the node that all of them depend
 * on. An item that uses the cell in another way closes the group and opens the next.
 */
class ConflictDetection {
  readonly #access: AccessColumns;
  readonly #groupMode: Uint8Array;
  /** The newest member of each group, and for each access the member before it: a linked list per cell. */
  readonly #lastMember: Int32Array;
  readonly #memberBefore: Int32Array;
  readonly #memberNode: Uint32Array;
  /** The node that every member of the group depends on. */
  readonly #before: Int32Array;
  readonly #accesses: Uint32Array;
  readonly #waits: Uint32Array;
  // One entry per edge.
  #from: Uint32Array;
  #to: Uint32Array;
  #edges = 0;
  #nodes: number;
  #levels: Uint32Array;
  /** For each node, the last item that got an edge from it. */
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
        if (modes[at] !== CellAccess.RESERVED) level = Math.max(level, this.#use(i, at, cells[at]!, modes[at]!));
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
   * Returns modes in which each item uses each cell once: an item that uses a cell in two ways uses it exclusively, and its further entries
   * for the cell count as reserved, which exclude nothing.
   */
  #combinedModes(): Uint8Array {
    const { count, start, cells } = this.#access;
    const modes = this.#access.modes.slice(0, start[count]);
    const firstEntry = new Int32Array(this.#access.cellCount).fill(NOBODY);
    for (let i = 0; i < count; i++) {
      for (let at = start[i]!; at < start[i + 1]!; at++) {
        if (modes[at] === CellAccess.RESERVED) continue;
        const first = firstEntry[cells[at]!]!;
        if (first < start[i]!) {
          firstEntry[cells[at]!] = at;
          continue;
        }
        if (modes[first] !== modes[at]) modes[first] = CellAccess.EXCLUSIVE;
        modes[at] = CellAccess.RESERVED;
      }
    }
    return modes;
  }

  /** Notes that item i uses a cell. @returns the highest level that the item depends on because of the cell, 0 for none */
  #use(i: number, at: number, cell: number, mode: number): number {
    this.#accesses[cell]!++;
    const shares = mode === this.#groupMode[cell] && mode !== CellAccess.EXCLUSIVE;
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
   * Closes the group of a cell. The next item depends on all its members: on the only member where there is one; on each of them where the
   * next item is exclusive; else on a junction, because others may join the next item.
   * @returns the highest level that item i depends on directly, 0 where it depends on a single member or a junction
   */
  #closeGroup(cell: number, i: number, mode: number): number {
    const last = this.#lastMember[cell]!;
    this.#lastMember[cell] = NOBODY;
    if (this.#memberBefore[last] === NOBODY) {
      this.#before[cell] = this.#memberNode[last]!;
      return 0;
    }
    const isDirect = mode === CellAccess.EXCLUSIVE;
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

  /** Adds an edge to an item, unless another cell has added it already. */
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

  /** Returns the edges sorted by the node that they lead to (a counting sort). */
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
