import { join } from 'node:path';
import { canFillDisk, limitFiles } from './full-disk.mjs';
import { recover } from './wallet-recovery.mjs';

/** The storage into which `db migrate` copies the chain. */
export const copyKind = { lmdb: 'sqlite', sqlite: 'level', level: 'lmdb' };

/** Blocks after which no file may have anything appended: until then a storage may write into the room of what it deleted. */
const MOST_BLOCKS = 20;
/** Load that fills files. */
const filling = { shape: 'burst', size: 25 };

/**
 * What is done to a node besides its load, by the kinds of a plan. Each takes the fault and the run, and leaves a node that works. It returns false
 * where it did nothing.
 */
export const faultKinds = {
  async execution({ kind, ...settings }, { devnet }) {
    await devnet.call('dev_set_execution', settings);
  },

  async clock({ milliseconds }, { devnet }) {
    await devnet.call('dev_forward_time', { milliseconds });
  },

  /** The clock of a devnet goes forward only, by rule; the system's may jump back, and blocks must not become older than their parents. */
  async 'clock-back'({ milliseconds }, run) {
    const refused = await run.devnet.call('dev_forward_time', { milliseconds: -1 }).catch((error) => error);
    if (refused.code !== 'TOS_CALL_REFUSED') run.onFault('the clock of a devnet was set back');
    const before = await run.devnet.call('get_top_block');
    const { time: from } = await run.devnet.call('dev_get_state');
    await run.devnet.inspector.setClockBack(milliseconds);
    const { time: to } = await run.devnet.call('dev_get_state');
    if (to >= from) return false;
    await run.mine();
    const { timestamp } = await run.devnet.call('get_top_block');
    if (timestamp < before.timestamp) run.onFault(`a block has the time ${timestamp}, its parent ${before.timestamp}`);
  },

  async snapshot(_, run) {
    const { id } = await run.devnet.call('dev_snapshot');
    run.snapshot = id;
  },

  /** Goes back to the last snapshot, with transactions waiting and while subscribers follow. */
  async revert({ drop_transactions }, run) {
    // A restart in between has forgotten it.
    if (run.snapshot === undefined) return false;
    run.sender.isDisturbed = true;
    await run.devnet.call('dev_revert', { id: run.snapshot, drop_transactions });
    run.snapshot = undefined;
    await run.settleEvents();
    await run.accounts.refresh(run.devnet);
  },

  async reconnect(_, { followers, devnet, random }) {
    const follower = random.pick(followers);
    await follower.disconnect();
    await follower.connect(devnet.url);
  },

  /** A stop and a start as an operator does them; in between the chain is copied into another storage. */
  async restart(_, run) {
    const { devnet } = run;
    await run.settleTransactions();
    await run.endLife();
    await devnet.stop();
    await copyChain(run);
    await run.beginLife();
    const lost = await recover(run);
    if (lost.length > 0) run.onFault(`a stop lost ${lost.length} waiting transactions, such as ${lost[0]}`);
  },

  /** A kill while transactions arrive and a block is made. */
  async kill({ afterMs }, run) {
    const { devnet } = run;
    await run.settleTransactions();
    const drafts = await run.drafts(filling);
    const sending = run.sender.send(drafts, run.block).catch(() => undefined);
    const mining = devnet.call('dev_mine', { blocks: 2 }).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    run.sender.isDisturbed = true;
    await run.endLife();
    await devnet.kill();
    await Promise.all([sending, mining]);
    await run.beginLife();
    await recover(run);
    await run.assertKeeps();
  },

  /** No file may grow while blocks are made, until the node ends. No block that it reported may be lost. */
  async 'full-disk'(_, run) {
    if (!canFillDisk) return run.skip('full-disk: this machine has no prlimit');
    const { devnet } = run;
    await run.settleTransactions();
    run.sender.isDisturbed = true;
    limitFiles(devnet.pid, devnet.largestFile());
    let refusal;
    for (let i = 0; i < 2 * MOST_BLOCKS && refusal === undefined; i++) {
      // LevelDB begins new files instead; appending to any fails now.
      if (i === MOST_BLOCKS) limitFiles(devnet.pid, 0);
      await run.sender.send(await run.drafts(filling), run.block).catch(() => undefined);
      refusal = await run.mine().then(
        () => undefined,
        (error) => error,
      );
    }
    if (refusal === undefined) {
      limitFiles(devnet.pid, 'unlimited');
      return run.skip('full-disk: no file reached its limit');
    }
    // A node that cannot write ends; an operator makes room, and starts it again.
    if (!(await devnet.endsSoon())) run.onFault('a node whose disk is full neither makes blocks nor ends');
    await run.endLife();
    await devnet.kill();
    await run.beginLife();
    await recover(run);
    await run.assertKeeps();
  },
};

/** Copies the chain, or brings the copy up to date. A copy is made anew whose blocks were undone since, or whose head lies in the pruned part. */
export async function copyChain(run) {
  const { devnet, storage, folder } = run;
  const copy = join(folder, `copy-${run.copies}`);
  const migrate = (to) =>
    devnet.db('migrate', '--to', copyKind[storage], to, '--datadir', devnet.datadir, '--storage', storage);
  try {
    return await migrate(copy);
  } catch (error) {
    if (!error.message.includes('; take a new one')) throw error;
    run.copies++;
    return migrate(join(folder, `copy-${run.copies}`));
  }
}
