import { connectionWords } from './connection-words.js';

const failed = (code: string, more: object = {}): Error =>
  Object.assign(new Error(`connect ${code} 10.0.0.5:6379`), {
    code,
    address: '10.0.0.5',
    port: 6379,
    ...more,
  });
const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

const FOREIGN_WORDS = /connect E|getaddrinfo|Connection is closed|writeable|ioredis|retries/i;

describe(connectionWords.name, () => {
  it.each([
    [failed('ECONNREFUSED'), '10.0.0.5:6379 refuses the connection'],
    [failed('ECONNREFUSED', { address: '::1' }), '[::1]:6379 refuses the connection'],
    [failed('ENOENT', { address: '/run/redis.sock', port: undefined }), 'there is no socket /run/redis.sock'],
    [
      failed('EACCES', { address: '/run/redis.sock', port: undefined }),
      /does not let us reach \/run\/redis\.sock/,
    ],
    [failed('EHOSTUNREACH'), 'there is no way to 10.0.0.5:6379'],
    [failed('ETIMEDOUT', { address: undefined }), 'it does not answer'],
    [failed('ENOTFOUND', { hostname: 'redis' }), 'nobody on this network knows its host name redis'],
    [failed('EAI_AGAIN', { hostname: 'redis' }), /its host name redis cannot be looked up/],
    [failed('ECONNRESET'), 'the connection was cut'],
    [failed('DEPTH_ZERO_SELF_SIGNED_CERT'), /^TLS with it fails/],
    [failed('EWHATEVER'), 'the connection failed (EWHATEVER)'],
    [named('ReplyError', 'WRONGPASS invalid username-password pair'), 'it refuses the user or the password'],
    [named('ReplyError', 'LOADING Redis is loading the dataset in memory'), 'it is loading its data'],
    [named('ReplyError', 'ERR something new'), 'it answered: ERR something new'],
    [named('ParserError', 'Protocol error, got "H" as reply type byte. Please report this.'), /no Redis/],
    [new Error('Connection is closed.'), 'the connection was closed'],
    [
      new Error("Stream isn't writeable and enableOfflineQueue options is false"),
      'the connection was closed',
    ],
    [named('MaxRetriesPerRequestError', 'Reached the max retries per request limit (which is 0).'), /closed/],
    [new Error('Command timed out'), 'it does not answer in time'],
    [new Error('All sentinels are unreachable. Retrying from scratch after 1000ms.'), /^no Sentinel answers/],
    [new Error('Failed to refresh slots cache.'), 'no node of the cluster answers'],
  ])('has words of its own for %s', (error, words) => {
    const said = connectionWords(error);
    expect(said).toEqual(typeof words === 'string' ? words : expect.stringMatching(words));
    expect(said).not.toMatch(FOREIGN_WORDS);
  });

  it('tells each address of a name, and what the last node of a cluster had', () => {
    const several = new AggregateError(
      [failed('ECONNREFUSED'), failed('ENETUNREACH', { address: '::5' })],
      '',
    );
    expect(connectionWords(several)).toBe(
      '10.0.0.5:6379 refuses the connection; there is no way to [::5]:6379',
    );
    const cluster = Object.assign(new Error('Failed to refresh slots cache.'), {
      lastNodeError: failed('ECONNREFUSED'),
    });
    expect(connectionWords(cluster)).toMatch(/^no node of the cluster answers: 10\.0\.0\.5:6379 refuses/);
  });
});
