export type Environment = Readonly<Record<string, string | undefined>>;

interface ProblemBody {
  readonly message?: string;
}

/** The API of a running gateway, asked as an administrator. */
export class GatewayClient {
  private readonly url: string;
  private readonly headers: Readonly<Record<string, string>>;

  constructor({ COACHLINK_URL, PORT, COACHLINK_ADMIN_KEY, COACHLINK_ADMIN_SECRET }: Environment) {
    if (!COACHLINK_ADMIN_KEY || !COACHLINK_ADMIN_SECRET) {
      throw new Error(
        'set COACHLINK_ADMIN_KEY and COACHLINK_ADMIN_SECRET to the pair that the gateway was started with',
      );
    }
    this.url = (COACHLINK_URL ?? `http://127.0.0.1:${PORT ?? '8080'}`).replace(/\/+$/, '');
    this.headers = {
      'content-type': 'application/json',
      'x-api-key': COACHLINK_ADMIN_KEY,
      'x-api-secret': COACHLINK_ADMIN_SECRET,
    };
  }

  async ask(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<Record<string, unknown>> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    let response: Response;
    try {
      // A redirect would carry the secret to wherever it says.
      const options = { method, headers: this.headers, redirect: 'error', ...sent } as const;
      response = await fetch(`${this.url}/api/v1${path}`, options);
    } catch (error) {
      throw new Error(`no gateway answers at ${this.url}: start it, or set COACHLINK_URL to where it is`, {
        cause: error,
      });
    }
    const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
    if (response.ok) return answer;
    throw new Error((answer as ProblemBody).message ?? `the gateway answered ${response.status}`);
  }
}
