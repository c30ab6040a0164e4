import { chooseVerifier, createKeyPair, decodeAddress, encodeAddress, sign } from '@tos/crypto';
import { networks } from '@tos/protocol';

// A private key is 32 bytes; this one is the test identity Alice. generateKeyPair() draws a random one.
const alice = createKeyPair(Uint8Array.of(2, ...new Uint8Array(31)));
const message = new TextEncoder().encode('5 TOS to Bob');
const signature = sign(alice, message);

const verifier = chooseVerifier();
console.log(verifier.name); // wasm-simd
console.log(verifier.verify(alice.publicKey, message, signature)); // true

const address = encodeAddress(alice.publicKey, networks.devnet);
console.log(address); // tst17pdurhegx9chc2vjmpd40cx085frl4kz2sjhme0hsjlrd968kfysq3xa5uq
console.log(verifier.verify(decodeAddress(address, networks.devnet), message, signature)); // true
