import { relayPlaceIn } from './relay-place.js';

describe(relayPlaceIn.name, () => {
  it.each([
    ['127.0.0.1:5403', '127.0.0.1', 5403, 5403],
    ['127.0.0.1:5403-5410', '127.0.0.1', 5403, 5410],
    ['localhost:6000', 'localhost', 6000, 6000],
    ['[::1]:5403-5404', '::1', 5403, 5404],
  ])('reads %s', (text, host, firstPort, lastPort) => {
    expect(relayPlaceIn(text)).toEqual({ host, firstPort, lastPort });
  });

  it.each([
    '5403',
    ':5403',
    '127.0.0.1',
    '127.0.0.1:0',
    '127.0.0.1:5410-5403',
    '127.0.0.1:70000',
    '::1:5403',
    'on',
  ])('refuses %s', (text) => {
    expect(() => relayPlaceIn(text)).toThrow('takes host:port or host:first-last');
  });
});
