/** What a page may reach beyond this service, and who may show it inside a page of its own: origins. */
export interface Reach {
  readonly connect?: readonly string[];
  readonly framedBy?: readonly string[];
}

/**
 * The Content-Security-Policy of a page of ours: it runs its own scripts and styles, asks this service and the origins named here, and
 * nothing else. What it draws of a card goes through the sanitiser's policy, as no other may write markup.
 */
export function pagePolicy({ connect = [], framedBy = [] }: Reach = {}): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src ${["'self'", ...connect].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${framedBy.length > 0 ? framedBy.join(' ') : "'none'"}`,
    "require-trusted-types-for 'script'",
    'trusted-types dompurify',
  ].join(';');
}
