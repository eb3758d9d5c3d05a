import { type Environment, Variables } from '#environment';
import { refusalOf } from './refusal.js';

/** Reasons why TLS refuses a certificate, by the code of the fault. */
const DISTRUST: Readonly<Record<string, string | undefined>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is signed by itself alone',
  SELF_SIGNED_CERT_IN_CHAIN: 'its issuer is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its issuer is not known here',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is for other names',
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet by the clock of this machine',
};

/** The gateway does not answer, or cannot for now: to ask again later may help. */
export class GatewayAway extends Error {}

/** Asks the API of a running gateway as an administrator. */
export class GatewayClient {
  private readonly url: string;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(environment: Environment) {
    const variables = new Variables(environment);
    const key = variables.text('COACHLINK_ADMIN_KEY');
    const secret = variables.text('COACHLINK_ADMIN_SECRET');
    const url = variables.text('COACHLINK_URL') ?? `http://127.0.0.1:${variables.text('PORT') ?? '8080'}`;
    if (variables.bad.length > 0) throw new Error(variables.bad.join('\n'));
    if (key === undefined || secret === undefined) {
      throw new Error(
        'set COACHLINK_ADMIN_KEY and COACHLINK_ADMIN_SECRET to the pair that the gateway was started with',
      );
    }
    this.url = url.replace(/\/+$/, '');
    this.headers = {
      'content-type': 'application/json',
      'x-api-key': key,
      'x-api-secret': secret,
    };
  }

  async ask(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<Record<string, unknown>> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    let response: Response;
    try {
      // A redirect would carry the secret to another server.
      const options = { method, headers: this.headers, redirect: 'error', ...sent } as const;
      response = await fetch(`${this.url}/api/v1${path}`, options);
    } catch (error) {
      throw new GatewayAway(this.wordsFor(error), { cause: error });
    }
    const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
    if (response.ok) return answer;
    const words = refusalOf(response.status, answer);
    throw response.status >= 500 ? new GatewayAway(words) : new Error(words);
  }

  private wordsFor(error: unknown): string {
    const { code = '' } = (error as { readonly cause?: { readonly code?: string } }).cause ?? {};
    const distrust = DISTRUST[code];
    if (distrust !== undefined)
      return (
        `the certificate of ${this.url} is not trusted: ${distrust}. Set NODE_EXTRA_CA_CERTS to the PEM file of the ` +
        'certificate that the gateway shows, and COACHLINK_URL to a name that it is for'
      );
    return `no gateway answers at ${this.url}: start it, or set COACHLINK_URL to where it is`;
  }
}
