import type { Profile } from './core/model/knowledge.js';
import { LEVELS } from './log.js';

// What the value of a setting must look like, and what is said where it does not.

export const switchAsked = 'must be true or false';
export const countAsked = 'must be a whole number from 1 to 999999';
export const baseUrlAsked = 'must be an http or https URL without user, query and fragment';

export function isProfile(value: string): value is Profile {
  return value === 'us-nondevice' || value === 'full';
}

export function isPort(value: string): boolean {
  return /^\d{1,5}$/.test(value) && Number(value) <= 65535;
}

export function isBaseUrl(value: string): boolean {
  // CDS Hooks and FHIR both append paths to it, so nothing may follow the path.
  return /^https?:\/\/[^\s?#@]+$/.test(value) && URL.canParse(value);
}

export function isDatabaseUrl(value: string): boolean {
  return /^postgres(ql)?:\/\/\S+$/.test(value) && URL.canParse(value);
}

export function isDeadline(value: string): boolean {
  return /^\d{2,5}$/.test(value) && Number(value) >= 50 && Number(value) <= 10_000;
}

export function isCount(value: string): boolean {
  return /^[1-9]\d{0,5}$/.test(value);
}

export function isLevel(value: string): boolean {
  return LEVELS.some((level) => level === value);
}

export function isReverseDomain(value: string): boolean {
  return value.length <= 128 && /^[A-Za-z][A-Za-z0-9-]*(\.[A-Za-z0-9][A-Za-z0-9-]*)+$/.test(value);
}

export function isSwitch(value: string): boolean {
  return value === 'true' || value === 'false';
}

export function isId(value: string): boolean {
  return /^[a-z0-9][a-z0-9-]*$/.test(value);
}

export function isLoopbackUrl(url: string): boolean {
  return URL.canParse(url) && isLoopback(hostOf(url));
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

export function isEveryAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

export function isUrlOfEveryAddress(url: string): boolean {
  return URL.canParse(url) && isEveryAddress(hostOf(url));
}

/** Without the brackets of an IPv6 address. */
export function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
}

export function address(host: string, port: string): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

export function bare(url: string): string {
  return url.replace(/\/+$/, '');
}
