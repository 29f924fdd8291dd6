/** What a page may do beyond asking this service: reach other origins, be shown inside their pages, and start scripts. */
export interface Reach {
  readonly connect?: readonly string[];
  readonly framedBy?: readonly string[];
  /**
   * Policies of the page's own under which it starts a script of ours, such as a worker. As a file of its own a worker has the
   * policy of every other answer: it may load nothing.
   */
  readonly scripts?: readonly string[];
}

/**
 * The Content-Security-Policy of a page of ours: it runs its own scripts and styles, asks this service and the origins named here, and
 * nothing else. What it draws of a card goes through the sanitiser's policy, as no other may write markup.
 */
export function pagePolicy({ connect = [], framedBy = [], scripts = [] }: Reach = {}): string {
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
    `trusted-types ${['dompurify', ...scripts].join(' ')}`,
  ].join(';');
}
