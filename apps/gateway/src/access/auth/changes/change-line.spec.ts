import type { Principal } from '../principal/principal.js';
import { changeLine } from './change-line.js';

const script: Principal = { id: 'key_ab12', name: 'script', scopes: new Set() };
const of = (
  method: string,
  path: string,
  more: { body?: object; answer?: object; knownName?: string } = {},
): string =>
  changeLine(script, {
    method,
    path: `/api/v1${path}`,
    body: more.body,
    answer: more.answer,
    knownName: more.knownName,
  });

describe(changeLine.name, () => {
  it.each<[string, string]>([
    [
      of('DELETE', '/admin/devices/dev_9', { knownName: 'Box 2' }),
      'api key key_ab12 ("script") deleted device dev_9 ("Box 2")',
    ],
    [
      of('POST', '/admin/devices', {
        body: { name: 'Box\u001b[2J' },
        answer: { device_id: 'dev_9', device_secret: 'x' },
      }),
      'api key key_ab12 ("script") created device dev_9 ("Box\\u001b[2J")',
    ],
    [
      of('PATCH', '/admin/users/user_9', { body: { password: 'hunter2', first_name: 'Jane' } }),
      'api key key_ab12 ("script") changed user user_9: password, first_name',
    ],
    [
      of('POST', '/admin/licenses', { answer: { license_code: 'C0AC-H11N-KDEM-01AM' } }),
      'api key key_ab12 ("script") created licence ending in 01AM',
    ],
    [
      of('DELETE', '/admin/licenses/C0AC-H11N-KDEM-01AM'),
      'api key key_ab12 ("script") deleted licence ending in 01AM',
    ],
    [
      of('POST', '/admin/api-keys/key_9/rotate', { knownName: 'old', answer: { api_secret: 'hunter2' } }),
      'api key key_ab12 ("script") gave api key key_9 ("old") a new secret',
    ],
    [
      of('POST', '/webhooks', { body: { name: 'Results', url: 'x' }, answer: { id: 'webhook_1' } }),
      'api key key_ab12 ("script") created webhook webhook_1 ("Results")',
    ],
    [
      of('POST', '/webhooks/webhook_1/rotate', { answer: { name: 'Results', secret: 'x' } }),
      'api key key_ab12 ("script") gave webhook webhook_1 a new secret',
    ],
    [
      of('POST', '/elsewhere', { body: { url: 'x' } }),
      'api key key_ab12 ("script") did POST /api/v1/elsewhere',
    ],
    [of('DELETE', '/decoders/fin%69sh'), 'api key key_ab12 ("script") deleted decoder finish'],
    [of('DELETE', '/decoders/%E0%A4'), 'api key key_ab12 ("script") deleted decoder %E0%A4'],
  ])('%s', (line, expected) => {
    expect(line).toBe(expected);
  });

  it('names who it was', () => {
    const change = {
      method: 'DELETE',
      path: '/api/v1/decoders/a',
      body: undefined,
      answer: undefined,
      knownName: undefined,
    };
    const whoDid = (principal?: Principal): string =>
      changeLine(principal, change).replace(' deleted decoder a', '');
    expect(whoDid()).toBe('somebody');
    expect(whoDid({ id: 'configured', scopes: new Set() })).toBe('the configured api key');
    expect(whoDid({ id: 'key_1', scopes: new Set() })).toBe('api key key_1');
    const login = { userId: 'user_1', role: 'coach', loginId: 'secret' } as const;
    expect(whoDid({ id: 'user:user_1', scopes: new Set(), deviceId: 'dev_1', login })).toBe(
      'user user_1 on device dev_1',
    );
  });
});
