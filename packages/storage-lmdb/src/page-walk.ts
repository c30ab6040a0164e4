// Source: mdb.c of LMDB 1.0, which lmdb-js has; numbers in native order, which is little-endian on all that lmdb-js is built for.
// A page begins with its number u64, transaction u64, pad u16, flags u16, and in a tree the bounds of its free space, u16 each, where the
// lower one is twice the number of entries; a run of overflow pages has their number, u32, instead. Entries are u16, the distances of
// nodes from the end of this header.
const PAGE_HEADER = 24;
const FLAGS_OFFSET = 18;
const COUNT_OFFSET = 20;
const BRANCH = 1;
const LEAF = 2;
const OVERFLOW = 4;
// A node: size or page u16 each half, flags u16 (in a branch: the page's upper half), size of the key u16, key, data.
const NODE_HEADER = 8;
const BIG_DATA = 1;
const SUB_DATABASE = 2;
/** Of a tree: 48 bytes that end with its root. */
const ROOT_OFFSET = 40;
const EMPTY_TREE = 2n ** 64n - 1n;

/** A page by its number; undefined when the file ends before. */
export type ReadPage = (page: number) => DataView | undefined;

/**
 * Looks through all pages that trees lead to, without LMDB, which trusts its file and ends the process where a page is gone or of another
 * kind.
 * @param roots of the trees of free pages and of tables
 * @param pages how many the file should have
 * @returns the first thing that is wrong
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

/** @throws RangeError where the page leads out of itself */
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
