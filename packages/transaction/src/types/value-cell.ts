// Parameters of contract calls. Source: docs/protocol.md §1.

/** An integer of a contract, with as many bits as its type says. */
export interface IntegerPrimitive {
  readonly type: IntegerType;
  readonly value: bigint;
}

/** A value without parts. */
export type Primitive =
  | null
  | IntegerPrimitive
  | { readonly type: 'bool'; readonly value: boolean }
  /** Up to 65,535 bytes of UTF-8. */
  | { readonly type: 'string'; readonly value: string }
  /** Two integers of the same type; the first may be the larger. */
  | { readonly type: 'range'; readonly value: readonly [IntegerPrimitive, IntegerPrimitive] };

/** A parameter of a contract call. Containers that are not empty nest up to 64 deep. */
export type ValueCell =
  | { readonly kind: 'default'; readonly value: Primitive }
  /** Up to 1,000,000 bytes. */
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  /** Up to 10,000 cells. */
  | { readonly kind: 'object'; readonly value: readonly ValueCell[] }
  /** Up to 10,000 pairs, in their order on the wire. A key may occur twice: the contract decides what that means. */
  | { readonly kind: 'map'; readonly value: readonly (readonly [ValueCell, ValueCell])[] };

/** The types of integers, by their sizes: 1, 2, 4, 8, 16 and 32 bytes. */
export const INTEGER_TYPES = ['u8', 'u16', 'u32', 'u64', 'u128', 'u256'] as const;

export type IntegerType = (typeof INTEGER_TYPES)[number];

export const MAX_CELL_BYTES = 1_000_000;
/** Cells of an object, or pairs of a map. */
export const MAX_CELL_ITEMS = 10_000;
/** Containers around a cell. An empty container holds no cell, so that it may stand one level deeper. */
export const MAX_CELL_DEPTH = 64;
/** Bytes of UTF-8 of a string. */
export const MAX_CELL_STRING = 0xffff;
