// A state in which every account has coins, but for those that a workload calls poor.
import { domains, encodeBalance, encodeU64Record } from '../../packages/state/dist/index.js';

const nonce = { topoheight: 0, previous: null, value: encodeU64Record(0n) };
const balanceOf = (final) => ({
  topoheight: 0,
  previous: null,
  value: encodeBalance({ type: 'input', final, output: null }),
});
const rich = balanceOf(10n ** 12n);
const empty = balanceOf(0n);

/** @param poor keys of accounts that have no coins */
export function benchState(poor = []) {
  const isPoor = new Set(poor.map((key) => Buffer.from(key).toString('latin1')));
  return {
    async readMany(refs) {
      return refs.map(({ domain, key }) => {
        if (domain === domains.nonce) return nonce;
        if (domain !== domains.balance) return undefined;
        return isPoor.size > 0 && isPoor.has(Buffer.from(key.subarray(0, 32)).toString('latin1')) ? empty : rich;
      });
    },
  };
}
