/** What the environment variables of all settings begin with. */
export const VARIABLE_PREFIX = 'TOS_';

/** The key of a setting in the file: `block-time` for `blockTime`. */
export function keyOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The flag of a setting: `--block-time` for `blockTime`. */
export function flagOf(name: string): string {
  return `--${keyOf(name)}`;
}

/** The environment variable of a setting: `TOS_BLOCK_TIME` for `blockTime`. */
export function variableOf(name: string): string {
  return VARIABLE_PREFIX + keyOf(name).replaceAll('-', '_').toUpperCase();
}
