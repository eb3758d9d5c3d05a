import { jest } from '@jest/globals';
import { GatewayLogger } from './gateway-logger.js';

const ISO = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;

function written(
  level: 'info' | 'debug',
  isTerminal: boolean,
  write: (logger: GatewayLogger) => void,
): string[] {
  let text = '';
  const streams = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation((piece) => {
      text += String(piece);
      return true;
    }),
  );
  write(new GatewayLogger(level, isTerminal));
  for (const stream of streams) stream.mockRestore();
  return text.split('\n').filter((line) => line !== '');
}

const all = (logger: GatewayLogger): void => {
  for (const method of ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'] as const)
    logger[method](method, 'here');
};

describe(GatewayLogger.name, () => {
  it('writes levels and times as readers of logs know them, in JSON', () => {
    const lines = written('debug', false, all).map((line) => JSON.parse(line) as Record<string, string>);
    expect(lines.map(({ level, message }) => [level, message])).toEqual([
      ['error', 'fatal'],
      ['error', 'error'],
      ['warn', 'warn'],
      ['info', 'log'],
      ['debug', 'debug'],
      ['debug', 'verbose'],
    ]);
    for (const { timestamp, context } of lines) {
      expect(timestamp).toMatch(new RegExp(`^${ISO}$`));
      expect(context).toBe('here');
    }
  });

  it('writes the same on a terminal', () => {
    // eslint-disable-next-line no-control-regex -- colours are control characters
    const lines = written('debug', true, all).map((line) => line.replace(/\u001b\[[0-9;]*m/g, ''));
    const levels = ['ERROR', 'ERROR', ' WARN', ' INFO', 'DEBUG', 'DEBUG'];
    levels.forEach((level, index) => {
      expect(lines[index]).toMatch(new RegExp(`^\\[coachlink\\] \\d+  - ${ISO} ${level} \\[here\\] `));
    });
  });

  it('writes no more than it is set to', () => {
    expect(written('info', false, all)).toHaveLength(4);
  });
});
