import { runInNewContext } from 'node:vm';
import { networks } from '../../packages/protocol/src/index.ts';

/** A kind of argument: a good value, the values that are good too, and the fields of an object or the items of a list. */
export interface Kind {
  readonly good: unknown;
  takes(value: unknown): boolean;
  readonly fields?: Readonly<Record<string, Kind>>;
  readonly item?: Kind;
}

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;

/** Bytes of a length, or of any length. They are made in another realm, so that code which uses `instanceof` fails. */
export const bytes = (
  length?: number,
  good: Uint8Array = runInNewContext(`new Uint8Array(${length ?? 3}).fill(1)`),
): Kind => ({
  good,
  takes: (value) => isBytes(value) && (length === undefined || value.length === length) && !isGone(value),
});

function isGone(value: Uint8Array): boolean {
  try {
    value.indexOf(0);
    return false;
  } catch {
    return true;
  }
}

export const integer = (from = 0, to = Number.MAX_SAFE_INTEGER, good = from): Kind => ({
  good,
  takes: (value) => Number.isSafeInteger(value) && Number(value) >= from && Number(value) <= to,
});

export const u64 = (good = 5n): Kind => ({
  good,
  takes: (value) => typeof value === 'bigint' && value >= 0n && value < 2n ** 64n,
});

export const text = (good: string): Kind => ({ good, takes: (value) => value === good });
export const anyText = (good: string): Kind => ({ good, takes: (value) => typeof value === 'string' });
export const oneOf = (...values: readonly unknown[]): Kind => ({
  good: values[0],
  takes: (value) => values.includes(value),
});
export const flag: Kind = { good: true, takes: (value) => typeof value === 'boolean' };
export const callback: Kind = { good: () => undefined, takes: (value) => typeof value === 'function' };
export const network: Kind = { good: networks.devnet, takes: (value) => value === networks.devnet };

/** A value that only the package itself can make: no other value is good. */
export const made = (good: unknown): Kind => ({ good, takes: (value) => value === good });

export const object = (fields: Readonly<Record<string, Kind>>): Kind => ({
  good: Object.fromEntries(Object.entries(fields).map(([name, kind]) => [name, kind.good])),
  takes: (value) =>
    Object.values(fields).every(({ takes }) => takes(undefined)) &&
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !ArrayBuffer.isView(value),
  fields,
});

export const list = (item: Kind): Kind => ({
  good: [item.good],
  takes: (value) => Array.isArray(value) && value.every((one) => item.takes(one)),
  item,
});

export const optional = (kind: Kind): Kind => ({ ...kind, takes: (value) => value === undefined || kind.takes(value) });
export const nullable = (kind: Kind): Kind => ({ ...kind, takes: (value) => value === null || kind.takes(value) });

/** All copies of a good value in which one place holds a wrong value. */
export function* wrongs(
  kind: Kind,
  path: string,
  values: Readonly<Record<string, unknown>>,
): Generator<readonly [string, unknown]> {
  for (const [what, value] of Object.entries(values)) if (!kind.takes(value)) yield [`${path}: ${what}`, value];
  for (const [name, field] of Object.entries(kind.fields ?? {})) {
    for (const [what, value] of wrongs(field, `${path}.${name}`, values)) {
      yield [what, { ...Object(kind.good), [name]: value }];
    }
  }
  if (kind.item !== undefined) {
    for (const [what, value] of wrongs(kind.item, `${path}[0]`, values)) yield [what, [value]];
  }
}
