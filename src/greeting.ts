import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { AppParts } from './app.js';
import type { Config } from './config.js';
import type { Client, Release } from './core/model/knowledge.js';

/** Where to look first, and a command that shows a card, to be pasted into a shell as it stands. */
export function greeting(
  { knowledge: { release }, offers: { version, examples, playground, insights } }: AppParts,
  config: Config,
  clients: readonly Client[] | undefined,
  probes: Server | undefined,
): string {
  const { publicUrl } = config;
  const lines = [
    `HepaCue ${version}, knowledge ${release.version} of ${release.date}, not clinically validated`,
    signOff(release),
    `Discovery: ${publicUrl}/cds-services`,
    ...(playground === undefined ? [] : [`Playground: ${publicUrl}/`]),
    ...(clients ? [`Callers: ${clients.map(({ id }) => id).join(', ')}, by token`] : []),
    ...(insights ? [`Insights: ${publicUrl}/insights`] : []),
    ...(probes
      ? [`Probes: /healthz, /readyz and /metrics on port ${(probes.address() as AddressInfo).port}`]
      : []),
    kept(config),
  ];
  const example = examples.find(({ kind }) => kind === 'example');
  if (example) {
    const body = JSON.stringify(example.requestAt(new Date())).replaceAll("'", "'\\''");
    const token = clients ? `-H "Authorization: Bearer $TOKEN" ` : '';
    lines.push(
      clients ? 'A card, when TOKEN holds a token made for its address:' : 'A card:',
      `curl -s -H 'Content-Type: application/json' ${token}${publicUrl}/cds-services/${example.service} -d '${body}'`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Whether somebody is named who reviewed the knowledge. */
export function isSignedOff({ reviewed = [] }: Release): boolean {
  return reviewed.length > 0;
}

function signOff(release: Release): string {
  if (!isSignedOff(release)) return 'Not signed off: release.yaml names nobody who reviewed this knowledge';
  const names = (release.reviewed ?? []).map(({ who, role, date }) => `${who}, ${role} (${date})`);
  return `Signed off: ${names.join('; ')}`;
}

function kept({ store, retentionDays, pseudonymKey }: Config): string {
  if (!store) return 'Kept: nothing';
  const where = store.kind === 'sqlite' ? resolve(store.folder) : 'PostgreSQL';
  const who =
    pseudonymKey === undefined
      ? '; of nobody in particular, so nothing is quiet: PSEUDONYM_KEY is not set'
      : ', by pseudonyms';
  return `Kept: cards and feedback, ${retentionDays} days, in ${where}${who}`;
}
