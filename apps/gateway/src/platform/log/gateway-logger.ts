import { ConsoleLogger, type LogLevel as NestLogLevel } from '@nestjs/common';
import type { LogLevel } from '../config/gateway-config.js';

const LEVELS: Readonly<Record<LogLevel, NestLogLevel[]>> = {
  error: ['fatal', 'error'],
  warn: ['fatal', 'error', 'warn'],
  info: ['fatal', 'error', 'warn', 'log'],
  debug: ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'],
};
/** Usual names of levels, for those of the framework. */
const NAMES: Readonly<Record<NestLogLevel, LogLevel>> = {
  fatal: 'error',
  error: 'error',
  warn: 'warn',
  log: 'info',
  debug: 'debug',
  verbose: 'debug',
};
const LONGEST_NAME = 5;
type JsonLine = ReturnType<ConsoleLogger['getJsonLogObject']>;
/** Contexts in which the framework logs its own start, of interest only for debugging. */
const FRAMEWORK = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** JSON lines for machines, text on a terminal. */
export class GatewayLogger extends ConsoleLogger {
  constructor(
    private readonly level: LogLevel,
    isTerminal: boolean,
  ) {
    super('coachlink', {
      prefix: 'coachlink',
      json: !isTerminal,
      colors: isTerminal,
      logLevels: LEVELS[level],
    });
  }

  override log(message: unknown, ...rest: unknown[]): void {
    if (this.level !== 'debug' && FRAMEWORK.has(String(rest.at(-1)))) return;
    super.log(message, ...rest);
  }

  protected override getTimestamp(): string {
    return new Date().toISOString();
  }

  protected override getJsonLogObject(...given: Parameters<ConsoleLogger['getJsonLogObject']>): JsonLine {
    const line = super.getJsonLogObject(...given);
    // `ConsoleLogger` types its own levels, and a time in milliseconds.
    return { ...line, level: NAMES[line.level], timestamp: this.getTimestamp() } as unknown as JsonLine;
  }

  protected override formatMessage(...given: Parameters<ConsoleLogger['formatMessage']>): string {
    const [level, message, pid, , ...rest] = given;
    return super.formatMessage(
      level,
      message,
      pid,
      NAMES[level].toUpperCase().padStart(LONGEST_NAME),
      ...rest,
    );
  }

  /** Leaves out the framework's errors at the start: the process tells them once, in words, where it ends. */
  override error(message: unknown, ...rest: unknown[]): void {
    if (this.level !== 'debug' && FRAMEWORK.has(String(rest.at(-1)))) return;
    super.error(message, ...rest);
  }
}
