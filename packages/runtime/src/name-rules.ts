// Which names can be registered. Source: docs/protocol.md §5.4 "Name rules". Names are bytes here: all but ASCII is refused.

const MIN_LENGTH = 3;
const MAX_LENGTH = 64;
const SEPARATORS = '._-';
const FORM = /^[a-z][a-z0-9._-]*$/;
const ADDRESS_PREFIXES = ['tos1', 'tst1'];
const CONFUSING = ['official', 'verified', 'authentic', 'support', 'help'];
const RESERVED: ReadonlySet<string> = new Set(
  (
    'admin administrator system root null undefined tos tosnetwork test example localhost postmaster webmaster hostmaster ' +
    'abuse support info contact validator node daemon rpc api wallet bridge oracle governance treasury foundation network ' +
    'mainnet testnet devnet stagenet block transaction tx hash address security cert ssl tls www ftp mail smtp imap pop dns ' +
    'ntp ssh telnet ldap official verified authentic real true team staff mod moderator developer dev anonymous unknown ' +
    'nobody anyone everyone all none default guest user'
  ).split(' '),
);

/** The name in lower case: the form that is hashed and kept. Only ASCII letters change. */
export function normalizeName(name: Uint8Array): Uint8Array {
  return name.map((byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));
}

/** @param name in lower case. */
export function isNameAllowed(name: Uint8Array): boolean {
  if (name.length < MIN_LENGTH || name.length > MAX_LENGTH) return false;
  const text = String.fromCharCode(...name);
  // The first character being a letter, a name is never all digits, nor begins with 0x.
  if (!FORM.test(text) || SEPARATORS.includes(text.slice(-1)) || /[._-]{2}/.test(text)) return false;
  if (RESERVED.has(text) || ADDRESS_PREFIXES.some((prefix) => text.startsWith(prefix))) return false;
  return !CONFUSING.some((word) => text.includes(word));
}
