/** Why the record of a patient was not opened. A stable word; what it means stands in `SENTENCES`. */
export type ProblemCode =
  | 'settings-unreachable'
  | 'not-secure'
  | 'other-address'
  | 'issuer-unknown'
  | 'ehr-unreachable'
  | 'ehr-not-smart'
  | 'ehr-elsewhere'
  | 'state-mismatch'
  | 'denied'
  | 'sign-in-refused'
  | 'token-unreachable'
  | 'token-refused'
  | 'token-unusable'
  | 'patient-missing'
  | 'user-unknown'
  | 'for-clinicians'
  | 'scope-missing'
  | 'session-over'
  | 'not-allowed'
  | 'too-many'
  | 'too-slow'
  | 'fhir-unreachable'
  | 'fhir-failed';

/** What is wrong, and what to do about it. `{what}` is the one thing that differs from case to case. */
const SENTENCES: Readonly<Record<ProblemCode, readonly [title: string, todo: string]>> = {
  'settings-unreachable': [
    'This service does not answer',
    'It could not be asked which EHRs may open this page. Open the page again; if that does not help, ask whoever runs the service.',
  ],
  'not-secure': [
    'This page was opened without encryption',
    'Signing in needs https. Ask whoever runs the service to set PUBLIC_URL to its https address.',
  ],
  'other-address': [
    'This page was opened under another address than its own',
    'The EHR sends users back to {what}. Open it there, or ask whoever runs the service to set PUBLIC_URL to the address you use.',
  ],
  'issuer-unknown': [
    'This EHR is not known here',
    'No client file of this service names {what} as an issuer, so nothing was asked there. Whoever runs the service can add it (smart: issuers).',
  ],
  'ehr-unreachable': [
    'The EHR does not answer',
    '{what} could not be asked how to sign in: it is down, or it does not allow this page to ask (CORS). Try again; if that does not help, tell those who run the EHR.',
  ],
  'ehr-not-smart': [
    'The EHR does not say how to sign in',
    '{what} has no SMART configuration that this page can use: it must name where to sign in and where to exchange codes, and take PKCE with S256.',
  ],
  'ehr-elsewhere': [
    'The EHR wants to sign you in somewhere else',
    'It names {what}, which the client file of this service does not (smart: authorizationOrigins). Nothing was sent there.',
  ],
  'state-mismatch': [
    'This is not the answer to a sign-in of this tab',
    'The sign-in was begun elsewhere, or it was answered already. Close this page and open it again from the EHR.',
  ],
  denied: [
    'Access was not given',
    'The sign-in was ended, or reading was not agreed to. To try again, open the page again from the EHR.',
  ],
  'sign-in-refused': [
    'The EHR refused the sign-in',
    'It said “{what}”. Those who run the EHR can see whether this page is registered with this redirect URI and these scopes.',
  ],
  'token-unreachable': [
    'The EHR did not finish the sign-in',
    'Its token endpoint did not answer this page: it is down, slow, or does not allow this page to ask (CORS). Open the page again from the EHR; if that does not help, tell those who run it.',
  ],
  'token-refused': [
    'The EHR did not finish the sign-in',
    'It said “{what}”. Open the page again from the EHR; if that does not help, those who run it can see whether this page is registered as a public client with PKCE.',
  ],
  'token-unusable': [
    'The EHR did not finish the sign-in',
    'What its token endpoint answered cannot be used: {what}. Tell those who run the EHR.',
  ],
  'patient-missing': [
    'The EHR did not say which patient',
    'Open a patient first, and this page from there. If you did, those who run the EHR can see whether its launch hands over a patient.',
  ],
  'user-unknown': [
    'The EHR did not say who you are',
    'This page is for clinicians alone, so it must know (scopes openid and fhirUser). Those who run the EHR can allow these scopes.',
  ],
  'for-clinicians': [
    'This page is made for clinicians',
    'You are signed in as a patient or a relative. Please ask your doctor about your results.',
  ],
  'scope-missing': [
    'This page may not read results',
    'The EHR granted {what}, and none of that is reading Observations. Those who run the EHR can allow the scopes that this page asks for.',
  ],
  'session-over': [
    'Your session has ended',
    'The EHR no longer takes the access it gave to this page. Open the page again from the EHR.',
  ],
  'not-allowed': [
    'You may not read this record here',
    'The EHR refused every query for results (403). Those who run it can see which rights this page or you lack.',
  ],
  'too-many': [
    'The EHR asks for a pause',
    'It had too many requests (429). Wait a minute and open the page again.',
  ],
  'too-slow': [
    'The EHR is too slow',
    'No results came within {what} seconds. Try again; nothing of what came was kept.',
  ],
  'fhir-unreachable': [
    'The FHIR server of the EHR does not answer',
    'It is down, or it does not allow this page to ask (CORS). Try again; if that does not help, tell those who run the EHR.',
  ],
  'fhir-failed': [
    'No results could be read',
    'The FHIR server of the EHR answered nothing that can be used ({what}). Try again; if that does not help, tell those who run the EHR.',
  ],
};

/** Thrown by every step of opening a record; caught where the page is drawn. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly title: string;
  readonly todo: string;

  /** @param what shown as text, clipped: it may come from elsewhere */
  constructor(code: ProblemCode, what = '', cause?: unknown) {
    const [title, todo] = SENTENCES[code];
    super(title, { cause });
    this.name = 'Problem';
    this.code = code;
    this.title = title;
    this.todo = todo.replace('{what}', () => clip(what));
  }
}

const MOST_SHOWN = 200;

function clip(text: string): string {
  // Nothing that turns text around or hides in it.
  const plain = text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '');
  return plain.length > MOST_SHOWN ? `${plain.slice(0, MOST_SHOWN)} …` : plain;
}
