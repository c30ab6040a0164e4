// node read-flipped.mjs PACKAGE SOUND FOLDER FILE GENESIS BIT...: flips one bit after another (-1: none) of a file of a storage, and prints for
// each what the outcome is: "refused CODE", "found PART", or "sound DIGEST HEAD" with a digest of all that can be read. Damage may end this
// process.
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { domainList } from '@tos/state';
import { parseGenesis, verifyChain } from '../dist/index.js';

const [, , module, sound, location, file, genesisFile, ...bits] = process.argv;
const { createStorage } = await import(module);
const genesis = parseGenesis(readFileSync(genesisFile, 'utf8'));
const whole = readFileSync(join(sound, file));

async function read(storage) {
  for await (const { part } of verifyChain(storage, genesis)) return `found ${part}`;
  const hash = createHash('sha256');
  const note = (value) =>
    hash.update(JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? String(each) : each)) ?? '-');
  const metadata = await storage.metadata();
  note(metadata);
  for (const domain of domainList) {
    for await (const [key] of storage.iterate(domain)) {
      for await (const version of storage.history({ domain, key })) note([domain.id, key, version]);
    }
  }
  for (let at = 0; at <= metadata.head.topoheight + 2; at++) {
    note([await storage.getBlock({ topoheight: at }), await storage.metadataAt(at)]);
    for (const hash of await storage.blocksAtHeight(at)) note(await storage.getBlock({ hash }));
  }
  return `sound ${hash.digest('hex')} ${metadata.head.topoheight}`;
}

for (const bit of bits.map(Number)) {
  const bytes = Buffer.from(whole);
  if (bit >= 0) bytes[bit >> 3] ^= 1 << (bit & 7);
  rmSync(location, { recursive: true, force: true });
  cpSync(sound, location, { recursive: true });
  writeFileSync(join(location, file), bytes);
  writeSync(1, `${bit} `);
  const storage = createStorage({ location });
  let outcome;
  try {
    await storage.open();
    outcome = await read(storage);
  } catch (error) {
    if (!/^TOS_/.test(error.code)) throw error;
    outcome = `refused ${error.code}`;
  }
  await storage.close();
  writeSync(1, `${outcome}\n`);
}
