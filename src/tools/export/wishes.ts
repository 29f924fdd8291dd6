import { parseArgs } from 'node:util';
import { ExportError } from './export-error.js';

/** What is to be exported, from where, and as whom. */
export interface Wishes {
  readonly base: URL;
  readonly folder: string;
  readonly level: string;
  readonly types: readonly string[];
  readonly since: string | undefined;
  /** An export that was begun before. */
  readonly job: URL | undefined;
  readonly hosts: readonly string[];
  readonly isPacked: boolean;
  /** The files stay on the server. */
  readonly keep: boolean;
  readonly hours: number;
  readonly client:
    | {
        readonly clientId: string;
        readonly keys: string;
        readonly kid: string | undefined;
        readonly scope: string;
        readonly tokenUrl: URL | undefined;
      }
    | undefined;
}

const USAGE = `npm run export -- <FHIR base URL> <folder>     takes a Bulk Data export ($export) of a server
  --patients, --group <id>                   of all patients, or of a group; without them, of everything
  --type Patient,Observation                 these types alone
  --since 2026-01-01T00:00:00Z               what changed since then
  --gzip                                     keep the files packed
  --job <URL>                                go on with an export that was begun: files that are there are left
  --allow-host files.example.org             files may be on this host too (more than once)
  --hours 24                                 how long to wait for the server
  --keep                                     leave the files on the server

A token: in the environment, FHIR_TOKEN. Or SMART Backend Services:
  --client-id <id> --keys <file>             a JSON Web Key Set with the private key, for ES384 or RS384
  --key-id <kid>                             which key of it; without it, the first that can sign
  --scope "system/*.rs"                      what is asked for; some servers want "system/*.read"
  --token-url <URL>                          without it, from .well-known/smart-configuration`;

const OPTIONS = {
  patients: { type: 'boolean', default: false },
  group: { type: 'string' },
  type: { type: 'string' },
  since: { type: 'string' },
  job: { type: 'string' },
  'allow-host': { type: 'string', multiple: true },
  gzip: { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
  hours: { type: 'string', default: '24' },
  'client-id': { type: 'string' },
  keys: { type: 'string' },
  'key-id': { type: 'string' },
  scope: { type: 'string', default: 'system/*.rs' },
  'token-url': { type: 'string' },
} as const;

/**
 * What the arguments ask for.
 * @throws ExportError `usage`
 */
export function wishesOf(args: readonly string[]): Wishes {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  } catch (error) {
    throw usage((error as Error).message);
  }
  const { positionals, values } = parsed;
  const [base, folder] = positionals;
  if (base === undefined || folder === undefined || positionals.length > 2)
    throw usage('Name the FHIR base URL and one folder.');
  const { patients, group, since, keys } = values;
  if (patients && group !== undefined) throw usage('--patients or --group, not both.');
  if (group !== undefined && !/^[A-Za-z0-9\-.]{1,64}$/u.test(group))
    throw usage('--group takes the id of a Group.');
  const types = values.type?.split(',') ?? [];
  if (types.some((type) => !/^[A-Z][A-Za-z]{1,63}$/u.test(type)))
    throw usage('--type takes types of resources, such as Patient,Observation.');
  if (since !== undefined && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/u.test(since))
    throw usage('--since takes an instant, such as 2026-01-01T00:00:00Z.');
  const hours = Number(values.hours);
  if (!(hours > 0)) throw usage('--hours takes a number.');
  const clientId = values['client-id'];
  if ((clientId === undefined) !== (keys === undefined)) throw usage('--client-id and --keys go together.');
  return {
    base: urlOf('The base', base),
    folder,
    level: patients ? 'Patient' : group === undefined ? '' : `Group/${group}`,
    types,
    since,
    job: values.job === undefined ? undefined : urlOf('--job', values.job),
    hosts: values['allow-host'] ?? [],
    isPacked: values.gzip,
    keep: values.keep,
    hours,
    client:
      clientId === undefined || keys === undefined
        ? undefined
        : {
            ...{ clientId, keys, kid: values['key-id'], scope: values.scope },
            tokenUrl:
              values['token-url'] === undefined ? undefined : urlOf('--token-url', values['token-url']),
          },
  };
}

function urlOf(what: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '')
    throw usage(`${what} is to be an http or https address without a user.`);
  return url;
}

function usage(why: string): ExportError {
  return new ExportError('usage', `${why}\n\n${USAGE}`);
}
