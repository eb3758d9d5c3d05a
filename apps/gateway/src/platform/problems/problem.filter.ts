import { type ArgumentsHost, Catch, type ExceptionFilter, Logger, NotFoundException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { PacedLog } from '../log/paced-log.js';
import { StorageWatch } from '../storage/storage-watch.js';
import { sendProblem } from './problem-answer.js';
import type { Problem } from './problem.js';
import { toProblem } from './to-problem.js';
import { unmatchedRoute } from './unmatched-route.js';

/** Answers every error of every route, in the one shape. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');
  private readonly paced = new PacedLog();

  constructor(private readonly storage: StorageWatch) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const problem =
      error instanceof NotFoundException ? unmatchedRoute(request) : toProblem(error, this.storage.trouble());
    if (problem.status >= 500) this.log(request, problem, error);
    if (response.headersSent) {
      // An answer that has begun cannot be taken back: cutting it keeps a client from taking it for a whole one.
      response.destroy();
      return;
    }
    sendProblem(response, problem);
  }

  private log(request: Request, { message, details }: Problem, error: unknown): void {
    const where = `${request.method} ${request.path}`;
    const requestId = details.request_id;
    if (typeof requestId !== 'string') {
      // Paced, since clients that ask again and again while the storage is away get the same problem each time.
      this.paced.tell(`${where}: ${message}`, (line) => {
        this.logger.warn(line);
      });
      return;
    }
    const stack = error instanceof Error ? error.stack : String(error);
    this.logger.error(`request ${requestId}, ${where}`, stack);
  }
}
