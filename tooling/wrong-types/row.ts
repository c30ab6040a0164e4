import type { Kind } from './kinds.ts';

/**
 * A public function, or a method of a public object: the kinds of its arguments, and a call. The test awaits the result of the call, and reads an
 * iteration to its end.
 */
export interface Row {
  readonly args: readonly Kind[];
  // biome-ignore lint/suspicious/noExplicitAny: this test passes wrong types
  call(...args: any[]): unknown;
}

/** Rows by the name of the export. A class has a row `Name` for its constructor, and rows `Name.method`. */
export type Rows = Readonly<Record<string, Row>>;

/** Exports without a row, with the reason. `name*` stands for all exports whose names begin with `name`. */
export type Inner = Readonly<Record<string, string>>;
