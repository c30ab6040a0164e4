import { TosError } from '@tos/protocol';
import { invalidSetting } from './invalid-setting.ts';

/** The error for an address or port on which a server could not listen; any other error is returned as it is. */
export function listenError(
  error: unknown,
  { setting, host, port }: { readonly setting: string; readonly host: string; readonly port: number },
): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return new TosError('TOS_PORT_IN_USE', { host, port }, `Port ${port} on ${host} is in use.`);
  }
  if (code === 'EACCES') {
    return invalidSetting(setting, `this user may not listen on port ${port}; take one above 1023`);
  }
  if (code === 'EADDRNOTAVAIL') return invalidSetting('--host', `this machine does not have the address ${host}`);
  return error;
}
