import { commaList } from './comma-list.ts';
import type { SettingSchema } from './setting-schema.ts';

/** Letters of a scheme, then a name with or without a port, and nothing after it. Source: RFC 6454 §6.2. */
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@\\]+$/;

/** Origins of web pages, each as a browser writes it in the header Origin, because that is what they are compared with. */
export const originsValue: SettingSchema<readonly string[]> = commaList(
  'Give origins as browsers write them, without a path and with small letters, such as https://wallet.example or http://192.168.1.5:3000; several are separated by commas.',
  (text) => (isOrigin(text) ? text : null),
);

function isOrigin(text: string): boolean {
  if (!ORIGIN.test(text) || !URL.canParse(text)) return false;
  // A browser leaves out the standard port. For other schemes, such as those of extensions, URL knows no origin.
  return /^https?:/.test(text) ? new URL(text).origin === text : true;
}
