import { readEnvironment } from '../platform/config/environment.js';
import { welcome } from './welcome.js';

const URL = 'http://127.0.0.1:8080';
const config = readEnvironment({
  COACHLINK_DECODERS: 'finish=p3+tcp://192.168.1.50:5403,back=p3+tcp://192.168.1.51:5403',
  COACHLINK_ADMIN_KEY: 'key',
  COACHLINK_ADMIN_SECRET: 'secret',
});
const standing = { storage: undefined, deviceId: 'device_9', unlicensed: [] };

describe(welcome.name, () => {
  it('tells how to issue the licence without which no decoder is connected', () => {
    const text = welcome(URL, config, { ...standing, unlicensed: ['p3_decoder', 'x2_decoder'] });
    expect(text).toContain(
      '  Licence     none here holds p3_decoder, x2_decoder: decoders that need it are not connected',
    );
    expect(text).toContain(
      'npx coachlink license create --features p3_decoder,x2_decoder --device-limit 1 ' +
        '--valid-until 2099-12-31T23:59:59Z --device device_9\n',
    );
  });

  it('says nothing of licences where there is one', () => {
    const text = welcome(URL, config, standing);
    expect(text).toContain('CoachLINK is ready.');
    expect(text).not.toMatch(/licen[cs]e/i);
  });

  it('is not ready while the storage is away', () => {
    const text = welcome(URL, config, { ...standing, storage: 'down' });
    expect(text).toContain('CoachLINK runs, but the storage cannot be reached.');
    expect(text).not.toMatch(/ready/);
  });
});
