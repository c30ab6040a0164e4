import { type ExactJson, stringifyExactJson } from '@tos/protocol';

/** The first place where two JSON values differ, as text; undefined when they are equal. It ignores the order of members. */
export function firstDifference(expected: ExactJson, actual: ExactJson, path = ''): string | undefined {
  if (isList(expected) && isList(actual)) {
    if (expected.length !== actual.length) return differ(`${path}.length`, expected.length, actual.length);
    return firstOf(expected.keys(), (i) => firstDifference(expected[i] ?? null, actual[i] ?? null, `${path}[${i}]`));
  }
  if (isMembers(expected) && isMembers(actual)) {
    const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return firstOf(names, (name) => {
      const at = path === '' ? name : `${path}.${name}`;
      if (!Object.hasOwn(actual, name)) return `${at}: missing, expected ${shown(expected[name] ?? null)}`;
      if (!Object.hasOwn(expected, name)) return `${at}: unexpected ${shown(actual[name] ?? null)}`;
      return firstDifference(expected[name] ?? null, actual[name] ?? null, at);
    });
  }
  return expected === actual ? undefined : differ(path, shown(expected), shown(actual));
}

function differ(path: string, expected: string | number, actual: string | number): string {
  return `${path === '' ? 'value' : path}: expected ${expected}, got ${actual}`;
}

function firstOf<T>(items: Iterable<T>, difference: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = difference(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isList(json: ExactJson): json is readonly ExactJson[] {
  return Array.isArray(json);
}

function isMembers(json: ExactJson): json is { readonly [name: string]: ExactJson } {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function shown(json: ExactJson): string {
  const text = stringifyExactJson(json);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
