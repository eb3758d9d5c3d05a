import { mayScrape } from './may-scrape.js';

describe(mayScrape.name, () => {
  it.each([
    ['127.0.0.1', true],
    ['127.3.2.1', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['192.168.1.50', false],
    ['::ffff:192.168.1.50', false],
    ['2001:db8::1', false],
    [undefined, false],
  ])('of %s, where only this machine may: %s', (peer, may) => {
    expect(mayScrape('local', peer, {})).toBe(may);
  });

  it.each(['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'])(
    'of somebody elsewhere, as %s shows: not',
    (name) => {
      expect(mayScrape('local', '127.0.0.1', { [name]: '' })).toBe(false);
    },
  );

  it('of everybody or of nobody, where it is set so', () => {
    expect(mayScrape('public', '192.168.1.50', { via: '1.1 proxy' })).toBe(true);
    expect(mayScrape('off', '127.0.0.1', {})).toBe(false);
  });
});
