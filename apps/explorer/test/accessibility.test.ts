import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NodeProcess } from '../../node/test/node-process.ts';
import { blockWithTransfers, type ShownBlock } from './block-with-transfers.ts';
import { findBrowser, NO_BROWSER, openBrowser } from './open-browser.ts';

// What axe knows to keep people out, in every view and state of the page: light and dark, narrow and wide.

const executable = findBrowser();
if (executable === undefined) process.stdout.write(`${NO_BROWSER}\n`);

/** Milliseconds in which the page shows what a step waits for, on a machine that does other work too. */
const PATIENCE_MS = 300_000;

describe.skipIf(executable === undefined)('axe finds nothing', () => {
  let folder: string;
  let node: NodeProcess;
  let url: string;
  let browser: Browser;
  let block: ShownBlock;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tos-page-'));
    node = NodeProcess.dev(join(folder, 'chain'), '--block-time', '300ms');
    url = (await node.url()).replace('json_rpc', '');
    block = await blockWithTransfers(node, 100);
    browser = await openBrowser(executable!);
  });
  afterAll(async () => {
    await browser?.close();
    await NodeProcess.killAll();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  async function openPage(width: number, colorScheme: 'light' | 'dark', place: string): Promise<Page> {
    // A colour that is on its way to another has a contrast that nobody has chosen.
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      colorScheme,
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    await page.goto(`${url}${place}`);
    await page.getByText('Connected', { exact: true }).waitFor();
    return page;
  }

  /** What axe finds wrong, each with the elements. */
  async function findings(page: Page): Promise<string[]> {
    // The page's policy holds for what the page does; a debugger may run scripts.
    await page.evaluate(axe.source);
    const { violations }: AxeResults = await page.evaluate(() => Object(window).axe.run());
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`);
  }

  const views: readonly {
    readonly view: string;
    readonly place: () => string;
    readonly role?: 'heading' | 'img';
    readonly shown: string | RegExp;
  }[] = [
    { view: 'the newest blocks', place: () => '#/', shown: 'Blocks' },
    {
      view: 'a block with its picture',
      place: () => `#/block/${block.hash}/${block.transactions[7]}`,
      role: 'img',
      shown: /^The block\./,
    },
    { view: 'a block that the node has not executed', place: () => '#/block/0', shown: 'Block 0' },
    { view: 'a transaction', place: () => `#/tx/${block.transactions[0]}`, shown: /^Sends/ },
    { view: 'an account', place: () => `#/account/${block.miner}`, shown: 'Account' },
    { view: 'the node', place: () => '#/node', shown: 'Node' },
  ];

  test.each(views.flatMap((view) => (['light', 'dark'] as const).map((scheme) => ({ ...view, scheme }))))(
    'in $view, $scheme',
    async ({ place, role = 'heading', shown, scheme }) => {
      for (const width of [360, 1280]) {
        const page = await openPage(width, scheme, place());
        await page.locator('main').getByRole(role, { name: shown }).first().waitFor();
        for (const details of await page.locator('details').all())
          await details.evaluate((element) => element.setAttribute('open', ''));
        expect(await findings(page), `${width} pixels wide`).toEqual([]);
        await page.context().close();
      }
    },
  );

  test.each(['light', 'dark'] as const)('where nothing is found, %s', async (scheme) => {
    const page = await openPage(1280, scheme, '#/nowhere');
    expect(await findings(page)).toEqual([]);
    await page.goto(`${url}#/tx/${'ab'.repeat(32)}`);
    await page.getByText('The node has no answer').waitFor();
    expect(await findings(page)).toEqual([]);
    await page.context().close();
  });

  test('while the node is away', async () => {
    const pages = [await openPage(1280, 'light', '#/node'), await openPage(360, 'dark', '#/')];
    node.kill('SIGKILL');
    for (const page of pages) {
      await page.getByText('Disconnected', { exact: true }).waitFor();
      expect(await findings(page)).toEqual([]);
    }
  });
});
