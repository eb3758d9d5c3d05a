import { callText } from './answers-retries.js';

describe(callText.name, () => {
  it('is the same for the same, in whichever order, and with no body as with an empty one', () => {
    expect(callText('POST', '/a', { b: 1, a: [1, 2] })).toBe(callText('POST', '/a', { a: [1, 2], b: 1 }));
    expect(callText('POST', '/a', undefined)).toBe(callText('POST', '/a', {}));
  });

  it('is another one for another', () => {
    const texts = [
      callText('POST', '/a', { a: 1 }),
      callText('POST', '/b', { a: 1 }),
      callText('PUT', '/a', { a: 1 }),
      callText('POST', '/a', { a: '1' }),
      callText('POST', '/a', { a: 1, b: 1 }),
      callText('POST', '/a', {}),
    ];
    expect(new Set(texts).size).toBe(texts.length);
  });
});
