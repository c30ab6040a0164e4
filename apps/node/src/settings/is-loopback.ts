/** Whether only programs of this machine reach an IP address. */
export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
