import { fstatSync, readSync } from 'node:fs';

// Source: mdb.c of LMDB 1.0, which lmdb-js contains. Numbers are in native order, which is little-endian on every platform of lmdb-js.
// A page begins with its number u64, transaction u64, pad u16 and flags u16. In a page of a tree the bounds of its free space follow, u16
// each; the lower bound is twice the number of entries. In a run of overflow pages their number follows instead, u32. Entries are u16: the
// distances of nodes from the end of this header.
const PAGE = { flags: 18, count: 20, entries: 24 } as const;
const [BRANCH, LEAF, OVERFLOW] = [1, 2, 4] as const;
// A node: its size, or the page it leads to, as two u16; flags u16 (in a branch: the upper part of the page); size of the key u16; key; data.
const NODE = { flags: 4, keySize: 6, key: 8 } as const;
const [BIG_DATA, SUB_DATABASE] = [1, 2] as const;
/** The description of a tree has 48 bytes and ends with its root. */
const ROOT_OFFSET = 40;
const EMPTY_TREE = 2n ** 64n - 1n;

/**
 * Walks the pages that the trees of free pages and of tables lead to, without LMDB, which trusts its file, and ends the process when a page is
 * missing or of another kind. It returns for each page null, or what is wrong with it.
 */
export function* walkPages(file: number, pageSize: number, roots: readonly bigint[]): Generator<string | null> {
  const isSeen = new Uint8Array(Math.floor(fstatSync(file).size / pageSize));
  const left = [...roots];
  for (let page = left.pop(); page !== undefined; page = left.pop()) {
    if (page === EMPTY_TREE) continue;
    try {
      left.push(...pagesBelow(readAt(file, Number(page) * pageSize, pageSize), page, isSeen));
      yield null;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      yield `page ${page} is in use, and wrong: ${error.message}`;
    }
  }
}

/** The pages that a page leads to. It is marked as seen, with the run of pages that it may begin. @throws RangeError */
function pagesBelow(view: DataView, page: bigint, isSeen: Uint8Array): bigint[] {
  if (view.getBigUint64(0, true) !== page) throw new RangeError('it holds something else');
  const flags = view.getUint16(PAGE.flags, true) & 0xff;
  if (flags !== BRANCH && flags !== LEAF && flags !== OVERFLOW) throw new RangeError('it is of no kind');
  const [first, run] = [Number(page), flags === OVERFLOW ? view.getUint32(PAGE.count, true) : 1];
  if (first + run > isSeen.length) throw new RangeError('it is not there to its end');
  if (isSeen.subarray(first, first + run).includes(1)) throw new RangeError('it is in use twice');
  isSeen.fill(1, first, first + run);
  return flags === OVERFLOW ? [] : [...childrenOf(view, flags === LEAF)];
}

/** @throws RangeError for an entry outside of the page */
function* childrenOf(view: DataView, isLeaf: boolean): Generator<bigint> {
  const entries = view.getUint16(PAGE.count, true) >> 1;
  for (let entry = 0; entry < entries; entry++) {
    const node = PAGE.entries + view.getUint16(PAGE.entries + 2 * entry, true);
    const flags = view.getUint16(node + NODE.flags, true);
    const data = node + NODE.key + view.getUint16(node + NODE.keySize, true);
    const end = data + (flags & BIG_DATA ? 8 : view.getUint32(node, true));
    if (!isLeaf) yield BigInt(view.getUint32(node, true)) | (BigInt(flags) << 32n);
    else if (data === node + NODE.key || end > view.byteLength) throw new RangeError(`its entry ${entry} leads out`);
    else if (flags & BIG_DATA) yield view.getBigUint64(data, true);
    else if (flags & SUB_DATABASE) yield view.getBigUint64(data + ROOT_OFFSET, true);
  }
}

/** Reads `size` bytes at `position`. @throws RangeError when the file ends before */
export function readAt(file: number, position: number, size: number): DataView {
  const view = new DataView(new ArrayBuffer(size));
  if (readSync(file, view, { position }) === size) return view;
  throw new RangeError(`it ends before ${position + size}`);
}
