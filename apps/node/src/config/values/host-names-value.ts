import { commaList } from './comma-list.ts';
import type { SettingSchema } from './setting-schema.ts';

/** Labels separated by dots. Names of containers may have underscores. Source: RFC 1123 §2.1. */
const NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/;

/** Names of hosts, in small letters. */
export const hostNamesValue: SettingSchema<readonly string[]> = commaList(
  'Give names without scheme and port, such as tos-node or node.example; several are separated by commas.',
  (text) => (NAME.test(text.toLowerCase()) ? text.toLowerCase() : null),
);
