import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { signedHeaders } from './signature.js';

const BODY = JSON.stringify({ type: 'test', data: {} });
const nowS = (): number => Math.floor(Date.now() / 1000);
const secretOf = (key: Buffer): string => `whsec_${key.toString('base64')}`;

describe(signedHeaders.name, () => {
  it('signs so that the public package of the specification finds it genuine', () => {
    const key = fc.uint8Array({ minLength: 24, maxLength: 64 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(key, fc.stringMatching(/^msg_[A-Za-z0-9_-]{1,20}$/), fc.json(), (secret, id, body) => {
        const headers = signedHeaders({ id, timestampS: nowS(), body }, [secret]);
        expect(new Webhook(secretOf(secret)).verify(body, { ...headers })).toEqual(JSON.parse(body));
      }),
    );
  });

  it('signs with each key, the newest first', () => {
    const keys = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const headers = signedHeaders({ id: 'msg_1', timestampS: nowS(), body: BODY }, keys);
    expect(headers['webhook-signature']).toMatch(/^v1,\S{44} v1,\S{44}$/);
    for (const key of keys) new Webhook(secretOf(key)).verify(BODY, { ...headers });
    const stranger = secretOf(Buffer.alloc(32, 3));
    expect(() => new Webhook(stranger).verify(BODY, { ...headers })).toThrow('No matching signature');
  });
});
