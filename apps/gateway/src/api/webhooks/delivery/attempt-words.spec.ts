import { answerTrouble, errorTrouble } from './attempt-words.js';

describe(answerTrouble.name, () => {
  const answered = (statusCode: number, location?: string): string | undefined =>
    answerTrouble({ statusCode, retryAfterMs: 0, location });

  it('finds nothing wrong with 2xx, and names everything else', () => {
    expect([answered(200), answered(204), answered(299)]).toEqual([undefined, undefined, undefined]);
    expect(answered(301, 'https://b.example/')).toBe(
      'answered 301: it sends on to https://b.example/, which is not followed; set that URL',
    );
    expect(answered(304)).toContain('sends on to nowhere');
    expect(answered(410)).toBe('answered 410: it wants no more deliveries');
    expect(answered(500)).toBe('answered 500');
    expect(answered(199)).toBe('answered 199');
  });
});

describe(errorTrouble.name, () => {
  const coded = (code: string, message = ''): Error => Object.assign(new Error(message), { code });

  it('says it in words, with the code for who looks it up', () => {
    expect(errorTrouble(coded('ENOTFOUND'))).toBe('the name of the host is not known (ENOTFOUND)');
    expect(errorTrouble(coded('EPROTO', 'wrong version number'))).toBe('wrong version number');
    expect(errorTrouble(coded('EPROTO'))).toBe('EPROTO');
  });
});
