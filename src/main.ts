import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createApp } from './app.js';
import { atPort, type Config, readConfig } from './config.js';
import { advise } from './core/advise.js';
import type { Knowledge } from './core/knowledge.js';
import { labsIn } from './core/record.js';
import { FeedbackCounter } from './http/feedback.js';
import { loadKnowledge } from './knowledge/load.js';

try {
  await start(readConfig(process.env));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function start(asked: Config): Promise<void> {
  const knowledge = loadKnowledge(asked.knowledge);
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };

  // A client that sends slowly holds a connection no longer than this; Node looks for such ones once a second.
  const server = createServer({
    headersTimeout: 10_000,
    requestTimeout: 15_000,
    connectionsCheckingInterval: 1_000,
  });
  await once(server.listen(asked.port, asked.host), 'listening');
  const config = atPort(asked, (server.address() as AddressInfo).port);
  const app = createApp({
    knowledge,
    config,
    version,
    now: () => new Date(),
    newId: randomUUID,
    advise,
    labOf: labsIn,
    feedback: new FeedbackCounter(),
    log: (line) => process.stdout.write(`${JSON.stringify(line)}\n`),
    ruleText: ruleTexts(config.knowledge, knowledge),
  });
  server.on('request', app);

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      // What is being answered is answered; then nothing keeps the process alive.
      server.close();
      setTimeout(() => server.closeAllConnections(), 8_000).unref();
    });
  }
  process.stdout.write(greeting(version, knowledge, config));
}

function ruleTexts(folder: string, { rules }: Knowledge): (id: string) => string | undefined {
  const texts = new Map(
    [...rules.keys()].map((id) => [id, readFileSync(join(folder, 'rules', `${id}.yaml`), 'utf8')]),
  );
  return (id) => texts.get(id);
}

function greeting(
  version: string,
  { release, services }: Knowledge,
  { publicUrl, resultHook }: Config,
): string {
  const results = [...services.values()].find((service) => service.results);
  const lines = [
    `HepaCue ${version}, knowledge ${release.version} of ${release.date}`,
    `Discovery: ${publicUrl}/cds-services`,
  ];
  if (results) {
    lines.push(
      'A card:',
      `curl -s -H 'Content-Type: application/json' ${publicUrl}/cds-services/${results.id} -d '${exampleRequest(resultHook)}'`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** An invented patient with both results raised. */
function exampleRequest(hook: string): string {
  const subject = { reference: 'Patient/example' };
  const result = (code: string, value: number, unit: string) => ({
    resource: {
      resourceType: 'Observation',
      status: 'final',
      code: { coding: [{ system: 'http://loinc.org', code }] },
      subject,
      valueQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: unit },
    },
  });
  return JSON.stringify({
    hook,
    hookInstance: randomUUID(),
    context: {
      userId: 'Practitioner/example',
      patientId: 'example',
      results: {
        resourceType: 'Bundle',
        type: 'collection',
        entry: [result('2276-4', 620, 'ng/mL'), result('2132-9', 1180, 'pg/mL')],
      },
    },
    prefetch: {
      patient: { resourceType: 'Patient', id: 'example', gender: 'female', birthDate: '1968-04-02' },
    },
  });
}
