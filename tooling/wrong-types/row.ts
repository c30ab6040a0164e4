import type { Kind } from './kinds.ts';

/** A public function, or a method of a public object: what it takes, and a call. What the call returns is awaited, and walked to its end. */
export interface Row {
  readonly args: readonly Kind[];
  // biome-ignore lint/suspicious/noExplicitAny: wrong types are what this is about
  call(...args: any[]): unknown;
}

/** By the name of the export; of a class `Name` for its constructor, `Name.method` for the rest. */
export type Rows = Readonly<Record<string, Row>>;

/** Exports without a row, with the reason. A name that ends in `*` stands for all that begin so. */
export type Inner = Readonly<Record<string, string>>;
