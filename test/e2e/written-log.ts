import { jest } from '@jest/globals';

export interface LogLine {
  readonly level: string;
  readonly timestamp: string;
  readonly message: string;
  readonly context?: string;
}

/** The JSON lines that a gateway in this process writes, until `end`. */
export class WrittenLog {
  private text = '';
  private readonly streams = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation((piece) => {
      this.text += String(piece);
      return true;
    }),
  );

  get lines(): readonly LogLine[] {
    return this.text
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as LogLine);
  }

  messages(context?: string): string[] {
    const of = this.lines.filter((line) => context === undefined || line.context === context);
    return of.map(({ message }) => message);
  }

  end(): void {
    for (const stream of this.streams) stream.mockRestore();
  }
}
