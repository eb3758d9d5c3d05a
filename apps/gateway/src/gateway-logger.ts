import { ConsoleLogger, type LogLevel as NestLogLevel } from '@nestjs/common';
import type { LogLevel } from './config/gateway-config.js';

const LEVELS: Readonly<Record<LogLevel, NestLogLevel[]>> = {
  error: ['fatal', 'error'],
  warn: ['fatal', 'error', 'warn'],
  info: ['fatal', 'error', 'warn', 'log'],
  debug: ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'],
};
/** What the framework tells of its own start; only of interest to who debugs it. */
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
    super('coachlink', { json: !isTerminal, colors: isTerminal, logLevels: LEVELS[level] });
  }

  override log(message: unknown, ...rest: unknown[]): void {
    if (this.level !== 'debug' && FRAMEWORK.has(String(rest.at(-1)))) return;
    super.log(message, ...rest);
  }

  /** What goes wrong at the start is told once, in words, where the process ends. */
  override error(message: unknown, ...rest: unknown[]): void {
    if (this.level !== 'debug' && FRAMEWORK.has(String(rest.at(-1)))) return;
    super.error(message, ...rest);
  }
}
