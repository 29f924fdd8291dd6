import { fileURLToPath } from 'node:url';
import type { Profile } from './core/knowledge.js';

export interface Config {
  readonly port: number;
  readonly host: string;
  /** Base of the links on cards, without a slash at the end. */
  readonly publicUrl: string;
  /** Base of the canonical URLs of our code systems, without a slash at the end. */
  readonly canonicalBase: string;
  /** Name of the hook that hands over new results. */
  readonly resultHook: string;
  /** How far a card with red flags may go. */
  readonly profile: Profile;
  /** Which file of `clients/` describes the caller. */
  readonly client: string;
  /** Folder of the knowledge files. */
  readonly knowledge: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration from environment variables; an empty variable counts as not set.
 * @throws one Error that lists everything wrong
 */
export function readConfig(env: Environment): Config {
  const problems: string[] = [];
  const read = (name: string, otherwise: string, ok: (value: string) => boolean, asked: string): string => {
    const given = env[name]?.trim() ?? '';
    if (given !== '' && !ok(given)) problems.push(`${name} ${asked}`);
    return given === '' ? otherwise : given;
  };

  const port = read('PORT', '3000', isPort, 'must be a whole number from 0 to 65535');
  const host = read(
    'HOST',
    '127.0.0.1',
    (value) => /^[A-Za-z0-9.:-]+$/.test(value),
    'must be a host name or an IP address',
  );
  const config: Config = {
    port: Number(port),
    host,
    publicUrl: bare(read('PUBLIC_URL', address(host, port), isBaseUrl, baseUrlAsked)),
    canonicalBase: bare(read('CANONICAL_BASE', 'https://hepacue.org/fhir', isBaseUrl, baseUrlAsked)),
    // CDS Hooks 2.0.1: "Hooks … specific to an organization … SHALL use reverse domain notation".
    resultHook: read(
      'RESULT_HOOK',
      'org.hepacue.result-review',
      isReverseDomain,
      'must be in reverse domain notation, such as org.example.result-review',
    ),
    profile: read('PROFILE', 'us-nondevice', isProfile, 'must be us-nondevice or full') as Profile,
    client: read(
      'CLIENT',
      'public-sandbox',
      (value) => /^[a-z0-9][a-z0-9-]*$/.test(value),
      'must be the id of a file in clients/',
    ),
    knowledge: read('KNOWLEDGE', fileURLToPath(new URL('../cds-hooks', import.meta.url)), () => true, ''),
  };
  const open = read(
    'ALLOW_UNAUTHENTICATED',
    'false',
    (value) => value === 'true' || value === 'false',
    'must be true or false',
  );
  if (!isLoopback(host) && open !== 'true') {
    problems.push(
      'HOST is not a loopback address, and callers are not authenticated: set ALLOW_UNAUTHENTICATED=true only where the network keeps strangers out',
    );
  }
  if (problems.length > 0)
    throw new Error(`The configuration cannot be used:\n${problems.map((one) => `  - ${one}`).join('\n')}`);
  return config;
}

/** With PORT=0 the system chooses the port: puts the chosen one where the default public address has 0. */
export function atPort(config: Config, port: number): Config {
  return {
    ...config,
    port,
    publicUrl: config.port === 0 ? config.publicUrl.replace(/:0$/, `:${port}`) : config.publicUrl,
  };
}

const baseUrlAsked = 'must be an http or https URL without user, query and fragment';

function isProfile(value: string): value is Profile {
  return value === 'us-nondevice' || value === 'full';
}

function isPort(value: string): boolean {
  return /^\d{1,5}$/.test(value) && Number(value) <= 65535;
}

function isBaseUrl(value: string): boolean {
  // CDS Hooks and FHIR both append paths to it, so nothing may follow the path.
  return /^https?:\/\/[^\s?#@]+$/.test(value) && URL.canParse(value);
}

function isReverseDomain(value: string): boolean {
  return value.length <= 128 && /^[A-Za-z][A-Za-z0-9-]*(\.[A-Za-z0-9][A-Za-z0-9-]*)+$/.test(value);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** An address a browser can open: a service bound to every interface is reached as localhost unless PUBLIC_URL says more. */
function address(host: string, port: string): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function bare(url: string): string {
  return url.replace(/\/+$/, '');
}
