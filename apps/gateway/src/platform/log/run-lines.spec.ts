import { listeningLine, stopLine } from './run-lines.js';

describe(stopLine.name, () => {
  it.each<[Parameters<typeof stopLine>, string]>([
    [['SIGTERM', 999, 0], 'stopped by SIGTERM after 0 s: 0 passings stored since the start'],
    [['SIGINT', 61_000, 1], 'stopped by SIGINT after 1 min 1 s: 1 passing stored since the start'],
    [[undefined, 3_600_000, 12_345], 'stopped after 1 h 0 min: 12,345 passings stored since the start'],
    [['SIGTERM', 90_000_000, 5], 'stopped by SIGTERM after 1 d 1 h: 5 passings stored since the start'],
  ])('of %j', (given, line) => {
    expect(stopLine(...given)).toBe(line);
  });
});

describe(listeningLine.name, () => {
  it('says that more may be there', () => {
    expect(listeningLine('http://127.0.0.1:8080', { decoders: [] })).toBe(
      'listens on http://127.0.0.1:8080; decoders: none but those added by the API',
    );
  });
});
