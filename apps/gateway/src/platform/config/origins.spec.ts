import { originsIn } from './origins.js';

describe(originsIn.name, () => {
  it('takes origins as browsers write them, each once', () => {
    expect(originsIn('https://club.example, http://localhost:5173,https://club.example')).toEqual([
      'https://club.example',
      'http://localhost:5173',
    ]);
  });

  it.each([
    '*',
    'null',
    'club.example',
    'https://club.example/',
    'https://Club.example',
    'https://c.example:443',
    'ftp://c',
    '',
  ])('refuses %p, which no browser writes or which says nothing', (text) => {
    expect(() => originsIn(text)).toThrow('takes origins as a browser writes them');
  });

  it('refuses more than anybody has', () => {
    const many = Array.from({ length: 51 }, (_, at) => `https://c${at}.example`).join(',');
    expect(() => originsIn(many)).toThrow('at most 50');
  });
});
