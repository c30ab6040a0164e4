import { ErrorCode, Opcode, u64FromHalves } from '@tos/protocol';
import { baselineRules, defineRule, type Rule, type RuleSet, TYPE_CELLS } from '@tos/runtime';
import { domains } from '@tos/state';
import { burnView } from '@tos/transaction/views';

const FUND = new Uint8Array(32).fill(0xf0);

// Cells of the type, in the order in which `access` declares them.
const FROM = 0;
const TO = 1;
const REGISTRATION = 2;
const ASSET = 3;

/** Burnt coins go to a fund. `defineRule` adds the steps that all types share (fee, nonce, reference, multisig, ...). */
const burnToFund: Rule = defineRule({
  transferLike: null, // a type with outputs declares them here

  // The cells depend on the bytes alone, and come in the same order every time.
  access(batch, i, source, out) {
    const { overlay } = out;
    const asset = overlay.intern(batch.bytes, burnView.assetOffset(batch, i));
    const fund = overlay.intern(FUND, 0);
    out.exclusive(overlay.balanceCell(source, asset));
    out.credit(overlay.balanceCell(fund, asset));
    out.reserve(overlay.nonceCell(fund));
    out.read(overlay.cellOf(domains.asset, asset));
  },

  // Called once these cells are loaded: the fund's account is needed only if the fund has no balance of the asset.
  moreAccess(_batch, i, { cells, start, overlay }) {
    const first = start[i]! + TYPE_CELLS;
    if (!overlay.exists(cells[first + TO]!)) overlay.want(cells[first + REGISTRATION]!);
  },

  // The limits of session keys of agent accounts are about this: receivers, assets, and amounts.
  reach(batch, i) {
    const offset = burnView.assetOffset(batch, i);
    const spent = u64FromHalves(burnView.amountHigh(batch, i), burnView.amountLow(batch, i));
    return { targets: [FUND], assets: [batch.bytes.slice(offset, offset + 32)], spent };
  },

  // Step 12: the checks that need no state.
  check(batch, i) {
    return burnView.amountHigh(batch, i) + burnView.amountLow(batch, i) === 0 ? ErrorCode.INVALID_AMOUNT : ErrorCode.OK;
  },

  // Step 17: what the sender gives, and of which asset. Shared steps check the asset and the balance, and take the amount.
  spend(batch, i, { access: { cells, start } }, _overlay, tally) {
    const first = start[i]! + TYPE_CELLS;
    const amount = [burnView.amountHigh(batch, i), burnView.amountLow(batch, i)] as const;
    return tally.add(cells[first + FROM]!, cells[first + ASSET]!, ...amount);
  },

  // Step 20: the effects. The sender has paid, and an error here reverts everything.
  apply(batch, i, { access: { cells, start } }, overlay) {
    const first = start[i]! + TYPE_CELLS;
    const to = cells[first + TO]!;
    if (!overlay.existedBefore(to)) {
      const registration = cells[first + REGISTRATION]!;
      if (!overlay.exists(registration)) overlay.set(registration, 0, 0);
    }
    const fits = overlay.add(to, burnView.amountHigh(batch, i), burnView.amountLow(batch, i));
    return fits ? ErrorCode.OK : ErrorCode.OVERFLOW;
  },
});

/** What `execute(batch, context, { policy, rules })` of an executor takes. */
export const rules: RuleSet = { ...baselineRules, [Opcode.BURN]: burnToFund };
console.log(rules[Opcode.BURN] === baselineRules[Opcode.BURN]); // false
