import type { VNode } from 'preact';
import { AskedContent } from '../parts/asked-content.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { formatInteger, formatTos } from '../parts/format.ts';
import { ShortText } from '../parts/short-text.tsx';
import { visibleText } from '../parts/visible-text.ts';
import { routeLink } from '../route/route.ts';
import { node } from '../rpc/node.ts';
import { useAsked } from '../rpc/use-asked.ts';
import { AccountHistory } from './account-history.tsx';
import { BalancePlot } from './balance-plot.tsx';
import { type AccountResult, readAccount } from './read-account.ts';

/** An account by its address. @param again changes when the answer may be another one */
export function AccountView({ address, again }: { readonly address: string; readonly again: unknown }): VNode {
  const asked = useAsked(['account', address], () => readAccount(address, node), again);
  return (
    <div class="stack">
      <AskedContent asked={asked} what="the account" title="Account">
        {(account) => <AccountContent address={address} account={account} again={again} />}
      </AskedContent>
    </div>
  );
}

interface AccountContentProps {
  readonly address: string;
  readonly account: AccountResult;
  readonly again: unknown;
}

function AccountContent({ address, account, again }: AccountContentProps): VNode {
  const { balance, nonce, name, multisig, energy, isRegistered, registered, assets } = account;
  return (
    <>
      <div class="title">
        <h1>{name === null ? 'Account' : <bdi>{visibleText(name)}</bdi>}</h1>
      </div>
      <section class="card">
        <h2>
          About the account
          {isRegistered ? null : <span class="badge">not registered</span>}
        </h2>
        <Facts>
          <Fact name="Address">
            <ShortText text={address} />
          </Fact>
          <Fact name="Balance">{formatTos(balance)}</Fact>
          {assets.map(({ asset, ticker, amount }) => (
            <Fact name={visibleText(ticker)} key={asset}>
              {formatInteger(amount)} atomic units of <ShortText text={asset} />
            </Fact>
          ))}
          <Fact name="Next nonce">{formatInteger(nonce)}</Fact>
          {registered === null ? null : (
            <Fact name="Since block">
              <a href={routeLink({ view: 'block', block: String(registered) })}>{formatInteger(registered)}</a>
            </Fact>
          )}
          <Fact name="Name">{name === null ? <span class="faint">none</span> : <bdi>{visibleText(name)}</bdi>}</Fact>
          <Fact name="Multisig">
            {multisig === null ? (
              <span class="faint">none</span>
            ) : (
              <>
                {formatInteger(multisig.threshold)} of {formatInteger(multisig.participants.length)} must sign too
                <ul class="lines">
                  {multisig.participants.map((participant) => (
                    <li key={participant}>
                      <ShortText text={participant} link={routeLink({ view: 'account', address: participant })} />
                    </li>
                  ))}
                </ul>
              </>
            )}
          </Fact>
          <Fact name="Energy">{formatInteger(energy.energy)}</Fact>
          <Fact name="Frozen">
            <Frozen energy={energy} />
          </Fact>
        </Facts>
      </section>
      <BalancePlot address={address} again={again} />
      <AccountHistory address={address} key={address} />
    </>
  );
}

function Frozen({
  energy: { frozen, freezes, delegations, pending_unfreezes: pending },
}: Pick<AccountResult, 'energy'>): VNode {
  const delegated = delegations.flatMap(({ entries, unlocks_at: at }) => entries.map((entry) => ({ ...entry, at })));
  return (
    <>
      {formatTos(frozen)}
      <ul class="lines">
        {freezes.map(({ amount, unlocks_at: at }, index) => (
          <li key={index}>
            {formatTos(amount)} until block {formatInteger(at)}
          </li>
        ))}
        {delegated.map(({ delegatee, amount, at }, index) => (
          <li key={index}>
            {formatTos(amount)} until block {formatInteger(at)}, for{' '}
            <ShortText text={delegatee} link={routeLink({ view: 'account', address: delegatee })} />
          </li>
        ))}
        {pending.map(({ amount, expires_at: at }, index) => (
          <li key={index}>
            {formatTos(amount)} unfrozen, to be withdrawn from block {formatInteger(at)} on
          </li>
        ))}
      </ul>
    </>
  );
}
