import type { ConfigFile } from './config-file.ts';
import type { ResolvedSettings } from './resolve-settings.ts';
import type { Setting, SettingTable } from './setting.ts';
import { keyOf } from './setting-names.ts';
import type { Given } from './values/setting-schema.ts';

/** Columns of the narrowest terminal that the table fits into. */
const COLUMNS = 80;

interface Row {
  readonly key: string;
  /** As the file takes it; null for a setting that has no value. */
  readonly value: Given | null;
  readonly origin: string;
  /** What the node does where there is no value. */
  readonly instead: string;
}

/** Prints each setting with its value and its origin, as a table or as JSON. */
export function printConfig(
  settings: SettingTable,
  { resolved, file }: { readonly resolved: ResolvedSettings; readonly file: ConfigFile | undefined },
  { print, isJson }: { readonly print: (line: string) => void; readonly isJson: boolean },
): void {
  const rows = Object.entries(settings).map(([name, setting]) => rowOf(name, setting, resolved));
  if (isJson) {
    const members = rows.map(({ key, value, origin }) => [key, { value, origin }]);
    print(JSON.stringify({ file: file?.path ?? null, settings: Object.fromEntries(members) }, null, 2));
    return;
  }
  print(`file  ${file?.path ?? 'none: there is no tos.config.toml in the working folder'}`);
  print('');
  for (const line of tableOf(rows)) print(line);
}

function rowOf(name: string, setting: Setting<unknown>, { values, origins }: ResolvedSettings): Row {
  const value = values.has(name) ? (setting.show ?? plain)(values.get(name)) : null;
  return { key: keyOf(name), value, origin: origins.get(name) ?? 'default', instead: setting.defaultText ?? 'none' };
}

function tableOf(rows: readonly Row[]): string[] {
  const header = { key: 'setting', value: 'value', origin: 'from', instead: '' };
  const cells = [header, ...rows].map(({ key, value, origin, instead }) => ({
    key,
    text: value === null ? `(${instead})` : String(value),
    origin,
  }));
  const keyWidth = Math.max(...cells.map(({ key }) => key.length));
  const originWidth = Math.max(...cells.map(({ origin }) => origin.length));
  const valueWidth = Math.max(5, COLUMNS - keyWidth - originWidth - 4);
  const shown = Math.min(valueWidth, Math.max(...cells.map(({ text }) => text.length)));
  return cells.flatMap(({ key, text, origin }) => {
    const start = `${key.padEnd(keyWidth)}  ${text.padEnd(shown)}`;
    // A long value is shown whole, since it may be copied, and its origin is below it.
    if (text.length > shown) return [start, `${' '.repeat(keyWidth + 2 + shown)}  ${origin}`];
    return [`${start}  ${origin}`];
  });
}

/** Values without a form of their own are texts, lists of texts, numbers and switches. */
function plain(value: unknown): Given {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
}
