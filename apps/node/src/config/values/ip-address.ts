import { isIP } from 'node:net';
import { givenAs } from './given.ts';
import type { SettingSchema } from './setting-schema.ts';

/** An address of IPv4 or IPv6. A name is none: what it stands for may change, and with it who can reach the node. */
export const ipAddress: SettingSchema<string> = givenAs(
  'Give an IP address, such as 127.0.0.1, ::1 or 0.0.0.0.',
  (given) => (typeof given === 'string' && isIP(given) !== 0 ? given : null),
);
