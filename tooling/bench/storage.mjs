// npm run bench -- storage measures commits of blocks with 10,000 touched accounts (20,000 records) and reads of 20,000 heads, through the
// storages and, in turns, by hand on the libraries under them: fresh, and after a history of blocks. Then it measures the bytes per version on
// the disk, and the memory of importing a state. TOS_BENCH_ACCOUNTS (10000,100000,1000000), TOS_BENCH_HISTORY (500 blocks) and TOS_BENCH_IMPORT
// (1000000 accounts) make it smaller.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { print, result } from './statistics.mjs';
import { balanceRef, blockOf, engines, pickAccounts, TOUCHED } from './storage-engines.mjs';

const SIZES = (process.env.TOS_BENCH_ACCOUNTS ?? '10000,100000,1000000').split(',').map(Number);
const HISTORY = Number(process.env.TOS_BENCH_HISTORY ?? 500);
const IMPORTED = Number(process.env.TOS_BENCH_IMPORT ?? 1_000_000);
const ROUNDS = 15;
const WARM_UP = 4;
const CHUNK = 50_000;
/** The number of blocks that write balances only, which measure the bytes of one version of a balance. */
const BALANCE_BLOCKS = 60;

const atMost = (value, on = 'ratio') => ({ on, op: '<=', value });
const count = (number) => number.toLocaleString('en');
const say = (text) => process.stderr.write(`${text}\n`);

/** Wall milliseconds, and CPU milliseconds of this process with all its threads. A busy machine disturbs the CPU time less. */
async function timed(work) {
  const before = process.cpuUsage();
  const start = performance.now();
  await work();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { wall, cpu: (user + system) / 1000 };
}

/** The times of two works that take turns, each first in every other round. Warm-up rounds do not count. */
async function takingTurns(rounds, one, other) {
  const [ones, others] = [[], []];
  for (let round = -WARM_UP; round < rounds; round++) {
    const isFirst = round % 2 === 0;
    let mine = isFirst ? await timed(() => one(round)) : null;
    const theirs = await timed(() => other(round));
    mine ??= await timed(() => one(round));
    if (round < 0) continue;
    ones.push(mine);
    others.push(theirs);
  }
  return { ones, others };
}

/** A row for the wall time, and a row for the CPU time. */
function* rowsOf(name, { ones, others }, rest) {
  for (const [clock, suffix] of [
    ['wall', ''],
    ['cpu', ', CPU time'],
  ]) {
    const samples = ones.map((time) => time[clock]);
    const ratios = samples.map((time, i) => time / others[i][clock]);
    yield result({ name: `${name}${suffix}`, samples, ratios, unit: 'ms', ...rest });
  }
}

/** A storage and its twin by hand. Each has a chain of its own; both chains have equal blocks. */
class Twins {
  constructor(engine, accounts, folder) {
    this.engine = engine;
    this.accounts = accounts;
    this.path = join(folder, 'ours');
    this.storage = engine.create({ location: this.path });
    const handPath = join(folder, 'by-hand');
    mkdirSync(handPath, { recursive: true });
    this.hand = engine.byHand(handPath);
    this.next = 0;
  }

  /** Writes all accounts, in blocks that are larger than the measured blocks. */
  async fill() {
    await this.storage.open();
    for (let start = 0; start < this.accounts; start += CHUNK) {
      const chunk = Array.from({ length: Math.min(CHUNK, this.accounts - start) }, (_, i) => start + i);
      await this.both(chunk);
    }
  }

  block(touched = pickAccounts(this.accounts)) {
    return blockOf(this.next++, touched, this.accounts);
  }

  both(touched) {
    const { change, topoheight, writes } = this.block(touched);
    return Promise.all([this.storage.commit(change), this.hand.commit(topoheight, writes)]);
  }

  commits() {
    let block;
    const onTurn = (commit) => (round) => {
      if (block?.round !== round) block = { round, ...this.block() };
      return commit(block);
    };
    return takingTurns(
      ROUNDS,
      onTurn(({ change }) => this.storage.commit(change)),
      onTurn(({ topoheight, writes }) => this.hand.commit(topoheight, writes)),
    );
  }

  reads() {
    const refs = blockOf(0, pickAccounts(this.accounts), this.accounts).writes.map(({ ref }) => ref);
    return takingTurns(
      ROUNDS,
      () => this.storage.readMany(refs),
      () => this.hand.read(refs),
    );
  }

  /** Compares the storage with an earlier copy of itself. */
  async against(copy, next) {
    const fresh = this.engine.create({ location: copy });
    await fresh.open();
    let at = next;
    const times = await takingTurns(
      ROUNDS,
      () => this.storage.commit(this.block().change),
      () => fresh.commit(blockOf(at++, pickAccounts(this.accounts), this.accounts).change),
    );
    await fresh.close();
    return times;
  }

  async close() {
    await this.storage.close();
    await this.hand.close();
  }
}

async function* measureSize(engine, accounts, folder) {
  const name = `${engine.name}, ${count(accounts)} accounts`;
  say(`${name} ...`);
  const twins = new Twins(engine, accounts, folder);
  await twins.fill();
  const byHand = { baseline: 'by hand', target: atMost(1.25) };
  yield* rowsOf(`${name}: commit, fresh`, await twins.commits(), byHand);
  const heads = `${count(2 * Math.min(TOUCHED, accounts))} heads`;
  yield* rowsOf(`${name}: read ${heads}`, await twins.reads(), { ...byHand, target: atMost(1.3) });

  await twins.storage.close();
  const copy = join(folder, 'copy');
  cpSync(twins.path, copy, { recursive: true });
  const { next } = twins;
  await twins.storage.open();

  const before = await twins.storage.sizeOnDisk();
  for (let done = 0; done < HISTORY; done++) {
    await twins.both();
    if ((done + 1) % 100 === 0) say(`  ${done + 1} blocks of history`);
  }
  const versions = HISTORY * 2 * Math.min(TOUCHED, accounts);
  const growth = ((await twins.storage.sizeOnDisk()) - before) / versions;
  yield result({ name: `${name}: growth a version over ${HISTORY} blocks`, samples: [growth], unit: 'bytes' });
  yield* rowsOf(`${name}: commit, after history`, await twins.commits(), byHand);
  const target = engine.name === 'LMDB' && accounts === 100_000 ? atMost(1.4) : null;
  const old = await twins.against(copy, next);
  yield* rowsOf(`${name}: commit, after history`, old, { baseline: 'fresh', target });
  await twins.close();
}

/** Measures blocks that change native balances only. */
async function measureBalances(engine, folder) {
  const accounts = TOUCHED;
  const storage = engine.create({ location: join(folder, 'balances') });
  await storage.open();
  let next = 0;
  const commit = async (blocks) => {
    for (let i = 0; i < blocks; i++) {
      await storage.commit(blockOf(next++, pickAccounts(accounts), accounts, [balanceRef]).change);
    }
  };
  await commit(5);
  const before = await storage.sizeOnDisk();
  await commit(BALANCE_BLOCKS);
  const growth = ((await storage.sizeOnDisk()) - before) / (BALANCE_BLOCKS * accounts);
  await storage.close();
  const target = engine.name === 'LMDB' ? atMost(110, 'median') : null;
  return result({
    name: `${engine.name}: growth a version of a native balance`,
    samples: [growth],
    unit: 'bytes',
    target,
  });
}

/** Measures an import in a process of its own, because the memory of other measurements would count. */
function* measureImport(engine, folder) {
  const script = fileURLToPath(new URL('./storage-import.mjs', import.meta.url));
  const args = [script, engine.name, join(folder, 'import'), String(IMPORTED)];
  const { stdout, status } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`the import ended with ${status}`);
  const { seconds, fileMiB, peakMiB, quarterMiB } = JSON.parse(stdout);
  const name = `${engine.name}: import ${count(IMPORTED)} accounts`;
  yield result({ name, samples: [seconds], unit: 's' });
  yield result({ name: `${name}, file`, samples: [fileMiB], unit: 'MiB' });
  yield result({ name: `${name}, peak RSS`, samples: [peakMiB], unit: 'MiB', target: atMost(512, 'median') });
  const flat = { baseline: 'peak of its first quarter', ratios: [peakMiB / quarterMiB] };
  yield result({ name: `${name}, peak RSS`, samples: [peakMiB], unit: 'MiB', ...flat });
}

/** Prints a row after each measurement, and the table at the end. @returns all rows */
export async function run() {
  const results = [];
  const folder = mkdtempSync(join(tmpdir(), 'tos-bench-'));
  const collect = async (rows) => {
    for await (const row of rows) {
      results.push(row);
      const ratio = row.ratio === null ? '' : `, ${row.ratio.toFixed(2)} x ${row.baseline}`;
      say(`  ${row.name}: ${row.median.toPrecision(3)} ${row.unit}${ratio}${row.ok === false ? ', MISSED' : ''}`);
    }
  };
  try {
    for (const accounts of SIZES) {
      for (const engine of engines) {
        const own = mkdtempSync(join(folder, 'size-'));
        await collect(measureSize(engine, accounts, own));
        rmSync(own, { recursive: true });
      }
    }
    for (const engine of engines) {
      const own = mkdtempSync(join(folder, 'other-'));
      await collect([await measureBalances(engine, own)]);
      await collect(measureImport(engine, own));
      rmSync(own, { recursive: true });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  print(results);
  return results;
}
