import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const script = fileURLToPath(new URL('scripts/audit.mjs', import.meta.url));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `npm run audit` against a registry. */
function audit(registry: string): Promise<Ended> {
  return new Promise((resolve) => {
    // A registry that is not there would be asked again for more than a minute.
    const env = { ...process.env, npm_config_fetch_retries: '0' };
    execFile(process.execPath, [script, '--registry', registry], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

/** A registry that answers every question alike. */
async function registryWith(status: number, answer: string): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(status, { 'content-type': 'application/json' }).end(answer));
  });
  onTestFinished(() => void server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

const counts = { info: 0, low: 0, moderate: 0, high: 0, critical: 0 };
const metadata = {
  vulnerabilities: counts,
  dependencies: 9,
  devDependencies: 0,
  optionalDependencies: 0,
  totalDependencies: 9,
};

test('an audit without faults passes', async () => {
  const registry = await registryWith(200, JSON.stringify({ actions: [], advisories: {}, muted: [], metadata }));
  expect(await audit(registry)).toEqual({ code: 0, stdout: '9 dependencies that ship, 0 known faults\n', stderr: '' });
});

test('a known fault fails the audit, and is named', async () => {
  const advisory = {
    id: 7,
    title: 'Anybody may do anything',
    module_name: 'fastify',
    severity: 'high',
    vulnerable_versions: '<6',
    patched_versions: '>=6',
    url: 'https://example.org/7',
    findings: [{ version: '5.0.0', paths: ['apps__node>fastify'] }],
    github_advisory_id: 'GHSA-7',
    cves: [],
  };
  const found = { ...metadata, vulnerabilities: { ...counts, high: 1 } };
  const registry = await registryWith(
    200,
    JSON.stringify({ actions: [], advisories: { 7: advisory }, muted: [], metadata: found }),
  );
  const { code, stderr } = await audit(registry);
  expect(code).toBe(1);
  expect(stderr).toBe('high  fastify <6  Anybody may do anything  https://example.org/7\n');
});

test('a registry without an audit, and none at all, skip it visibly', async () => {
  const registry = await registryWith(405, '');
  for (const url of [registry, 'http://127.0.0.1:1']) {
    const { code, stdout, stderr } = await audit(url);
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(/^SKIPPED: the dependencies were not audited\. \S/);
  }
});
