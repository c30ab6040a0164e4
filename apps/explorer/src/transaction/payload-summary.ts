import type { ExactJson } from '@tos/protocol';
import { formatInteger, formatTos } from '../parts/format.ts';
import { shortened } from '../parts/shortened.ts';
import { visibleText } from '../parts/visible-text.ts';
import { type Members, membersOf } from '../rpc/members.ts';

/** The id of TOS. */
export const NATIVE_ASSET: string = '0'.repeat(64);

/** What a transaction does, in a few words. A type that the page does not know has its name. */
export function payloadSummary(data: Members): string {
  const [[type, payload] = ['nothing', null]] = Object.entries(data);
  const members = membersOf(payload);
  switch (type) {
    case 'transfers':
      return `Sends ${sumOf(listOf(payload))}`;
    case 'burn':
      return `Burns ${sumOf([members])}`;
    case 'multi_sig': {
      const count = listOf(members['participants']).length;
      return count === 0 ? 'Removes its multisig' : `Asks for ${members['threshold']} of ${count} co-signers`;
    }
    case 'energy':
      return energySummary(payload);
    case 'agent_account':
      return `Agent account: ${words(Object.keys(members)[0] ?? '')}`;
    case 'invoke_contract':
      return `Calls the contract ${shortened(String(members['contract']))}`;
    case 'deploy_contract':
      return 'Deploys a contract';
    case 'uno_transfers':
      return `Sends ${countOf(listOf(payload).length, 'hidden amount')}`;
    case 'shield_transfers':
      return `Shields ${sumOf(listOf(payload))}`;
    case 'unshield_transfers':
      return `Unshields ${sumOf(listOf(payload))}`;
    case 'register_name':
      return `Registers the name ${visibleText(String(members['name']))}`;
    default:
      return words(type ?? '');
  }
}

function energySummary(payload: ExactJson | undefined): string {
  if (typeof payload === 'string') return 'Withdraws unfrozen TOS';
  const [[variant, value] = ['', null]] = Object.entries(membersOf(payload));
  const { amount, delegatees, duration } = membersOf(value);
  const days = countOf(Number(membersOf(duration)['days']), 'day');
  if (variant === 'FreezeTos') return `Freezes ${formatTos(integer(amount))} for ${days}`;
  if (variant === 'UnfreezeTos') return `Unfreezes ${formatTos(integer(amount))}`;
  const entries = listOf(delegatees);
  return `Freezes ${sumOf(entries)} for ${days}, for ${countOf(entries.length, 'other account')}`;
}

/** The sum of amounts of TOS, and how many amounts are of other assets. */
function sumOf(items: readonly Members[]): string {
  const native = items.filter(({ asset = NATIVE_ASSET }) => asset === NATIVE_ASSET);
  const others = items.length - native.length;
  const parts: string[] = [];
  if (native.length > 0) parts.push(formatTos(native.reduce((sum, { amount }) => sum + integer(amount), 0n)));
  if (others > 0) parts.push(countOf(others, native.length > 0 ? 'amount of other assets' : 'amount of another asset'));
  return `${parts.join(' and ') || 'nothing'}${items.length > 1 ? ` in ${formatInteger(items.length)} parts` : ''}`;
}

function listOf(json: ExactJson | undefined): Members[] {
  return Array.isArray(json) ? json.map(membersOf) : [];
}

function integer(json: ExactJson | undefined): bigint {
  return typeof json === 'bigint' ? json : 0n;
}

function countOf(count: number, what: string): string {
  if (count === 1) return `1 ${what}`;
  return `${formatInteger(count)} ${what.startsWith('amount of') ? what.replace('amount', 'amounts') : `${what}s`}`;
}

/** `snake_case` and `CamelCase` as words. */
export function words(name: string): string {
  return visibleText(name)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
}
