import { readFileSync } from 'node:fs';
import { parse, TomlError } from 'smol-toml';
import { fileRefusal } from '../settings/file-refusal.ts';
import { invalidSetting } from '../settings/invalid-setting.ts';
import { variableOf } from './setting-names.ts';

/** The file that is read from the working folder where no other is named. */
const STANDARD_FILE = 'tos.config.toml';

/** The configuration file, read: TOML with the keys of settings and no tables. */
export interface ConfigFile {
  /** As it was named. */
  readonly path: string;
  /** The values by key, as TOML has them. */
  readonly values: ReadonlyMap<string, unknown>;
  /** The place of a key, for messages: `tos.config.toml:3`. */
  placeOf(key: string): string;
}

/**
 * Reads the configuration file: the one that `--config` names, else the one that `TOS_CONFIG` names, else `tos.config.toml` in the working
 * folder.
 * @param flag the value of `--config`
 * @returns undefined where no file is named, and none is in the working folder
 * @throws TOS_INVALID_CONFIG for a file that is named and cannot be read, or is no TOML
 */
export function readConfigFile(flag: string | undefined, environment: NodeJS.ProcessEnv): ConfigFile | undefined {
  const variable = variableOf('config');
  const named = flag ?? (environment[variable] || undefined);
  const setting = flag !== undefined ? '--config' : named !== undefined ? variable : STANDARD_FILE;
  const path = named ?? STANDARD_FILE;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (named === undefined && error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    if (error instanceof TypeError) throw invalidSetting(setting, `${path} is not UTF-8, as TOML has to be`);
    throw fileRefusal(setting, error);
  }
  const lines = text.split('\n');
  return {
    path,
    values: new Map(Object.entries(parseToml(path, text))),
    placeOf(key) {
      // The parser keeps no positions. A key is at the beginning of its line, bare or in quotes.
      const line = lines.findIndex((one) => new RegExp(`^\\s*(["']?)${escaped(key)}\\1\\s*[.=]`).test(one));
      return line === -1 ? path : `${path}:${line + 1}`;
    },
  };
}

function parseToml(path: string, text: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // Its message goes on with a picture of the line.
    const [problem = ''] = error.message.split('\n');
    throw invalidSetting(`${path}:${error.line}`, problem.replace(/^Invalid TOML document: /, 'this is no TOML: '));
  }
}

function escaped(key: string): string {
  return key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
