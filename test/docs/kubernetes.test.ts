import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { type ServiceProcess, startService } from '../support/service-process.js';
import { knowledge } from '../support/shipped.js';

/** The example of operate.md: its settings start the service, and its probes are answered. */

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

interface Container {
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
}

const text = readFileSync(new URL('../../docs/operate.md', import.meta.url), 'utf8');
const [, yaml = ''] = /<!-- kubernetes -->\n\n```yaml\n([^]*?)```/u.exec(text) ?? [];
const [clients, deployment, service] = parseAllDocuments(yaml).map((one): unknown =>
  one.toJS(),
) as unknown as [
  { data: Readonly<Record<string, string>> },
  { spec: { template: { spec: { containers: [Container] } } } },
  { spec: { ports: [{ targetPort: string }] } },
];
const [container] = deployment.spec.template.spec.containers;
const settings = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
const portOf = (name: string): string | undefined =>
  container.ports.find((port) => port.name === name)?.containerPort.toString();

const folder = mkdtempSync(join(tmpdir(), 'kubernetes-'));
let running: ServiceProcess;

beforeAll(async () => {
  // As a ConfigMap is mounted: the files are links into a folder of this version.
  const version = '..2026_12_01';
  mkdirSync(join(folder, version));
  symlinkSync(version, join(folder, '..data'), 'dir');
  for (const [name, file] of Object.entries(clients.data)) {
    writeFileSync(join(folder, version, name), file);
    symlinkSync(join('..data', name), join(folder, name));
  }
  const free = { HOST: '127.0.0.1', PORT: '0', PROBE_PORT: '0', CLIENTS_FOLDER: folder };
  running = await startService({ ...settings, ...free });
  while (!running.said().includes('Probes:')) await once(running.process.stdout!, 'data');
});

afterAll(async () => {
  const gone = once(running.process, 'exit');
  running.process.kill('SIGINT');
  await gone;
  rmSync(folder, { recursive: true });
});

describe('the example for Kubernetes', () => {
  test('asks for tokens of the client it brings, and pins the knowledge that is there', () => {
    expect(running.said()).toContain('Callers: my-hospital, by token');
    expect(running.base).toBe(settings['PUBLIC_URL']);
    expect(settings['KNOWLEDGE_VERSION']).toBe(knowledge.release.version);
  });

  test('has its probes answered on the port of the probes', async () => {
    expect(portOf('probes')).toBe(settings['PROBE_PORT']);
    const [, port = ''] = /on port (\d+)/u.exec(running.said()) ?? [];
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'] as const) {
      const { httpGet } = container[probe];
      expect(httpGet.port).toBe('probes');
      expect((await fetch(`http://127.0.0.1:${port}${httpGet.path}`)).status).toBe(200);
    }
  });

  test('leads callers to the port of the service', () => {
    expect(portOf(service.spec.ports[0].targetPort)).toBe(settings['PORT']);
  });
});
