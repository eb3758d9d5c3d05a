import { lookup } from 'node:dns';
import { connect } from 'node:net';
import { promisify } from 'node:util';

const reach = (host: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ host, port: 9 }, () => {
      resolve('connected');
    });
    socket.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
      resolve(code);
    });
  });

describe('the tests', () => {
  it.each([
    ['192.0.2.1', 'ENETUNREACH'],
    ['2001:db8::1', 'ENETUNREACH'],
    ['nowhere.invalid', 'ENOTFOUND'],
    ['127.0.0.1', 'ECONNREFUSED'],
    ['localhost', 'ECONNREFUSED'],
  ])('reach nothing that is not of this machine: %s gives %s', async (host, code) => {
    expect(await reach(host)).toBe(code);
  });

  it('look up no other name', async () => {
    await expect(promisify(lookup)('gateway.example')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });
});
