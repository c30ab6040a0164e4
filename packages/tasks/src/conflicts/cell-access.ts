/**
 * How an item uses a cell. Credits commute, reads share, all else excludes. A reserved entry excludes nothing: it names a cell that the item
 * must find but whose use cannot conflict.
 */
export const CellAccess = { EXCLUSIVE: 0, READ: 1, CREDIT: 2, RESERVED: 3 } as const;

export type CellAccess = (typeof CellAccess)[keyof typeof CellAccess];
