// Source: mdb.c of LMDB 1.0, which lmdb-js contains. Numbers are in native order, which is little-endian on every platform of lmdb-js.
// A page begins with its number u64, transaction u64, pad u16 and flags u16. In a page of a tree the bounds of its free space follow, u16
// each; the lower bound is twice the number of entries. In a run of overflow pages their number follows instead, u32. Entries are u16: the
// distances of nodes from the end of this header.
const PAGE_HEADER = 24;
const FLAGS_OFFSET = 18;
const COUNT_OFFSET = 20;
const BRANCH = 1;
const LEAF = 2;
const OVERFLOW = 4;
// A node: its size, or the page it leads to, as two u16; flags u16 (in a branch: the upper part of the page); size of the key u16; key; data.
const NODE_HEADER = 8;
const BIG_DATA = 1;
const SUB_DATABASE = 2;
/** The description of a tree has 48 bytes and ends with its root. */
const ROOT_OFFSET = 40;
const EMPTY_TREE = 2n ** 64n - 1n;

/** Reads a page by its number; undefined when the file ends before it. */
export type ReadPage = (page: number) => DataView | undefined;

/**
 * Checks all pages that the trees lead to. It does not use LMDB, which trusts its file, and ends the process when a page is missing or of
 * another kind.
 * @param roots the roots of the trees of free pages and of tables
 * @param pages the number of pages that the file should have
 * @returns the first problem, or null
 */
export function pageProblem(read: ReadPage, roots: readonly bigint[], pages: number): string | null {
  const left = [...roots];
  for (let seen = 0; left.length > 0; seen++) {
    const root = left.pop()!;
    if (root === EMPTY_TREE) continue;
    if (root >= BigInt(pages) || seen >= pages) return `page ${root} is in use, and there can be none`;
    const page = Number(root);
    const view = read(page);
    if (view === undefined) return `page ${page} is in use, and gone`;
    const flags = view.getUint16(FLAGS_OFFSET, true) & 0xff;
    if (Number(view.getBigUint64(0, true)) !== page) return `page ${page} is in use, and holds something else`;
    if (flags === OVERFLOW) {
      const last = page + view.getUint32(COUNT_OFFSET, true) - 1;
      if (last >= pages || read(last) === undefined) return `page ${last} is in use, and gone`;
      continue;
    }
    if (flags !== BRANCH && flags !== LEAF) return `page ${page} is in use, and of no kind`;
    try {
      left.push(...childrenOf(view, flags === LEAF));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return `page ${page} leads out of itself`;
    }
  }
  return null;
}

/** @throws RangeError for a page with an entry outside the page */
function childrenOf(view: DataView, isLeaf: boolean): bigint[] {
  const children: bigint[] = [];
  const entries = view.getUint16(COUNT_OFFSET, true) >> 1;
  for (let entry = 0; entry < entries; entry++) {
    const node = PAGE_HEADER + view.getUint16(PAGE_HEADER + 2 * entry, true);
    const flags = view.getUint16(node + 4, true);
    if (!isLeaf) {
      children.push(BigInt(view.getUint32(node, true)) | (BigInt(flags) << 32n));
      continue;
    }
    const keySize = view.getUint16(node + 6, true);
    const data = node + NODE_HEADER + keySize;
    const size = flags & BIG_DATA ? 8 : view.getUint32(node, true);
    if (keySize === 0 || data + size > view.byteLength) throw new RangeError(`node ${entry}`);
    if (flags & BIG_DATA) children.push(view.getBigUint64(data, true));
    if (flags & SUB_DATABASE) children.push(view.getBigUint64(data + ROOT_OFFSET, true));
  }
  return children;
}
