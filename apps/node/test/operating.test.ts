import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { devSettings } from '../src/cli/dev-options.ts';
import { ExitCode } from '../src/cli/exit-code.ts';
import { flagsOf } from '../src/cli/flags.ts';
import { resolveSettings } from '../src/config/resolve-settings.ts';
import { variableOf } from '../src/config/setting-names.ts';
import { exportedExecutorMetrics } from '../src/metrics/executor-metric-names.ts';
import { metricTable } from '../src/metrics/metric-table.ts';
import { NodeProcess } from './node-process.ts';
import { AS_PROCESS_1, namespaceRefusal, signalProcess1 } from './pid-namespace.ts';

const root = new URL('../../../', import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tos-operating-'));
});

afterEach(async () => {
  await NodeProcess.killAll();
  rmSync(folder, { recursive: true, force: true });
});

/** The instructions of the Dockerfile: their names, and what follows. */
const instructions = read('Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .trim()
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => {
    const [, name = '', rest = ''] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
    return { name, rest };
  });
const all = (name: string): string[] => instructions.flatMap((one) => (one.name === name ? [one.rest] : []));
const only = (name: string): string => {
  const [first, ...others] = all(name);
  if (first === undefined || others.length > 0) throw new Error(`there are ${1 + others.length} ${name}`);
  return first;
};
/** An instruction in the exec form. @throws for the shell form, under which the shell would be process 1 */
const exec = (text: string): string[] => {
  const words: unknown = JSON.parse(text);
  if (!Array.isArray(words)) throw new Error(`${text} is not in the exec form`);
  return words.map(String);
};
const environment = Object.fromEntries(
  all('ENV').flatMap((line) =>
    line.split(' ').map((pair): [string, string] => [pair.split('=')[0]!, pair.split('=')[1]!]),
  ),
);
const manifest = JSON.parse(read('apps/node/package.json'));

describe('Dockerfile', () => {
  test('it knows no instruction but these', () => {
    const names = new Set(instructions.map(({ name }) => name));
    expect([...names].sort()).toEqual(
      ['CMD', 'COPY', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'FROM', 'HEALTHCHECK', 'RUN', 'USER', 'VOLUME', 'WORKDIR'].sort(),
    );
  });

  test('what it builds with is there, in the versions of this repository', () => {
    for (const [script = ''] of all('RUN')
      .join('\n')
      .matchAll(/\b[\w./-]+\.mjs\b/g))
      expect(existsSync(join(root, script)), script).toBe(true);
    const [pnpm] = /pnpm@[\d.]+/.exec(all('RUN').join('\n')) ?? [];
    expect(pnpm).toBe(JSON.parse(read('package.json')).packageManager);
    for (const image of all('FROM')) expect(image).toMatch(/^node:22-slim\b/);
    // What .dockerignore leaves out is not in the repository either.
    const tracked = spawnSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' });
    for (const file of tracked.status === 0 ? tracked.stdout.split('\n') : []) {
      expect(file).not.toMatch(/(^|\/)(node_modules|dist|generated)\/|\.tsbuildinfo$|\.log$/);
    }
  });

  test('what it copies from the build is what it deployed, and holds the program that it runs', () => {
    const [, deployed] = /deploy --prod --legacy (\S+)/.exec(all('RUN').join('\n')) ?? [];
    expect(all('COPY')).toEqual(['. .', `--from=build ${deployed} ${deployed}`]);
    const [node, program = ''] = exec(only('ENTRYPOINT'));
    expect(node).toBe('node');
    const inside = `./${relative(deployed!, program)}`;
    expect(inside).toBe(manifest.bin['tos-node']);
    expect(manifest.files).toContain(dirname(inside).replace('./', ''));
  });

  test('nothing is done as root once the user is set, and the data are the user’s', () => {
    const at = instructions.findIndex(({ name }) => name === 'USER');
    expect(instructions[at]?.rest).toBe('node');
    expect(instructions.slice(at).some(({ name }) => ['RUN', 'COPY'].includes(name))).toBe(false);
    const volume = only('VOLUME');
    expect(all('RUN').at(-1)).toBe(`mkdir ${volume} && chown node:node ${volume}`);
    expect(dirname(environment['TOS_DATADIR'] ?? '')).toBe(volume);
  });

  test('its settings are settings, and its port is the node’s', () => {
    const { origins, values } = resolveSettings(devSettings, { flags: new Map(), environment, file: undefined });
    expect([...origins.values()].sort()).toEqual(
      Object.keys(environment)
        .filter((name) => name.startsWith('TOS_'))
        .sort(),
    );
    expect(only('EXPOSE')).toBe(String(values.get('rpcPort')));
  });

  const refusal = namespaceRefusal();
  test.skipIf(refusal !== null)(
    `what it runs works as process 1, is found healthy, and stops by SIGTERM${refusal === null ? '' : ` (skipped: ${refusal})`}`,
    async () => {
      const command = exec(only('CMD'));
      const variables = { ...environment, TOS_DATADIR: join(folder, 'devnet'), TOS_RPC_PORT: '0' };
      const node = new NodeProcess({ folder, environment: variables, through: AS_PROCESS_1 }, ...command);
      const port = new URL(await node.url()).port;
      const [program = '', ...check] = exec(only('HEALTHCHECK').replace(/^.* CMD /, ''));
      expect(program).toBe('node');
      const healthy = (): number | null =>
        spawnSync(process.execPath, check, { env: { ...process.env, TOS_RPC_PORT: port } }).status;
      expect(healthy()).toBe(0);
      signalProcess1(node.pid, 'SIGTERM');
      const { code, stdout } = await node.exit();
      expect(code, stdout).toBe(ExitCode.OK);
      expect(healthy()).toBe(1);
    },
  );
});

describe('systemd unit', () => {
  const unit = read('apps/node/systemd/tos-node.service');
  const value = (key: string): string[] =>
    [...unit.matchAll(new RegExp(`^${key}=(.+)$`, 'gm'))].map(([, text = '']) => text);

  test('it runs the program by its settings, and takes the exit codes for what they mean', () => {
    expect(value('ExecStart')).toEqual([
      `/usr/bin/node /opt/tos-node/${manifest.bin['tos-node'].replace('./', '')} dev`,
    ]);
    const variables = Object.fromEntries(
      value('Environment').map((pair): [string, string] => [pair.split('=')[0]!, pair.split('=')[1]!]),
    );
    expect(() =>
      resolveSettings(devSettings, { flags: new Map(), environment: variables, file: undefined }),
    ).not.toThrow();
    expect(value('RestartPreventExitStatus')).toEqual([String(ExitCode.USAGE)]);
  });

  const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
  test.skipIf(!hasSystemd)(`systemd-analyze verify${hasSystemd ? '' : ' (skipped: it is not here)'}`, () => {
    const file = join(folder, 'tos-node.service');
    // The program has to be there, and is elsewhere here.
    writeFileSync(
      file,
      unit.replaceAll('/usr/bin/node', process.execPath).replaceAll('/opt/tos-node', join(root, 'apps/node')),
    );
    const verify = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' });
    expect(verify.stderr).toBe('');
    expect(verify.status).toBe(0);
    writeFileSync(file, unit.replace('KillMode=', 'KilMode='));
    expect(spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' }).stderr).toMatch(/KilMode/);
  });
});

describe('docs/operating.md', () => {
  const text = read('docs/operating.md');

  test('the settings and metrics that it names are there', () => {
    const flags = flagsOf(devSettings).map(({ long }) => long);
    // Flags of the node are in code of their own; those of other programs are within commands.
    for (const [, flag] of text.matchAll(/`(--[a-z-]+)(?: \d+)?`/g)) expect(flags).toContain(flag);
    const variables = [...Object.keys(devSettings), 'config'].map(variableOf);
    for (const [variable] of text.matchAll(/\bTOS_[A-Z_]+/g)) expect(variables).toContain(variable);
    const metrics = [...Object.keys(metricTable), ...exportedExecutorMetrics.map(({ exportedName }) => exportedName)];
    for (const [metric] of text.matchAll(/\btos_[a-z_]*[a-z]\b/g))
      expect(metrics).toContain(metric.replace(/_bucket$/, ''));
  });

  test('its configuration file is one', async () => {
    const [, toml = ''] = /```toml\n([^`]+)```/.exec(text) ?? [];
    const file = join(folder, 'tos.config.toml');
    writeFileSync(file, toml);
    const { code, stdout } = await new NodeProcess('config', '--config', file, '--json').exit();
    expect(code).toBe(ExitCode.OK);
    expect(JSON.parse(stdout)).toMatchObject({ settings: { 'metrics-port': { value: 9100, origin: `${file}:5` } } });
  });

  test('the reasons that it explains are those of the node', () => {
    const [, codes = ''] = /code:([^;]+);/.exec(read('apps/node/src/health/node-health.ts')) ?? [];
    const known = [...codes.matchAll(/'(\w+)'/g)].map(([, code]) => code);
    const explained = [...text.matchAll(/^\| `([a-z]+(?:_[a-z]+)*)` \| /gm)]
      .map(([, code]) => code)
      .filter((code) => known.includes(code));
    expect(known.length).toBeGreaterThan(3);
    expect(explained).toEqual(known);
  });

  test('its links lead to files', () => {
    for (const [, path = ''] of text.matchAll(/\]\((\.\.?\/[^)#]+)/g))
      expect(existsSync(join(root, 'docs', path)), path).toBe(true);
  });
});
