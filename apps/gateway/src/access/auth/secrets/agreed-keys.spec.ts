import { offerOf, type OwnKeys, readKept } from './agreed-keys.js';
import { wrappingKeyOf } from './hash-keys.js';

const [FIRST, SECOND] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const own = (jwtSecret: string, deviceId: string, ...known: Buffer[]): OwnKeys => ({
  site: 'main',
  deviceId,
  wrappingKey: wrappingKeyOf(jwtSecret),
  known: [known[0] ?? FIRST, ...known.slice(1)],
});

describe(readKept.name, () => {
  it('gives every gateway with the same secret the keys of the first', () => {
    const kept = offerOf(own('secret', 'a', FIRST, SECOND));
    expect(readKept(kept, own('secret', 'b', Buffer.alloc(32, 9)))).toEqual({
      kind: 'agreed',
      current: FIRST,
      others: [SECOND],
    });
  });

  it('gives a gateway with another secret nothing', () => {
    const kept = offerOf(own('secret', 'a', FIRST));
    expect(readKept(kept, own('other', 'b', Buffer.alloc(32, 9)))).toEqual({ kind: 'secret_differs' });
    // Keys that the gateway knows from before do not make its own secret the right one.
    expect(readKept(kept, own('other', 'b', FIRST))).toEqual({ kind: 'secret_differs' });
  });

  it('lets the gateway that wrapped them change its secret', () => {
    const kept = offerOf(own('secret', 'a', FIRST));
    expect(readKept(kept, own('other', 'a', FIRST))).toEqual({ kind: 'secret_changed' });
    expect(readKept(kept, own('other', 'a', SECOND))).toEqual({ kind: 'secret_differs' });
  });

  it('holds nothing of the keys in clear', () => {
    const text = JSON.stringify([...offerOf(own('secret', 'a', FIRST)).wrapped]);
    for (const form of ['hex', 'base64', 'base64url'] as const)
      expect(text).not.toContain(FIRST.toString(form).slice(0, 16));
  });
});
