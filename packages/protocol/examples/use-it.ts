import { isTosError, networks, parseExactJson, stringifyExactJson, TosError } from '@tos/protocol';

const body = parseExactJson('{"amount":18446744073709551615}');
console.log(body); // { amount: 18446744073709551615n }
console.log(stringifyExactJson(body)); // {"amount":18446744073709551615}

console.log(networks.devnet.chainId); // 3

try {
  throw new TosError('TOS_PORT_IN_USE', { host: '127.0.0.1', port: 8080 });
} catch (error) {
  if (isTosError(error, 'TOS_PORT_IN_USE')) console.log(error.details.port); // 8080, and typed
}
