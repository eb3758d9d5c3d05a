import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  Logger,
  type NestInterceptor,
} from '@nestjs/common';
import { type Observable, tap } from 'rxjs';
import { isReading } from '../../../platform/http/is-reading.js';
import type { IdentifiedRequest } from '../principal/principal.js';
import { changeLine } from './change-line.js';
import { KnownNames } from './known-names.js';

/** Logs each change by a route for administrators: who made it, what it was, and to which record. */
@Injectable()
export class ChangesLog implements NestInterceptor {
  private readonly log = new Logger('admin');

  constructor(private readonly names: KnownNames) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<IdentifiedRequest>();
    const { method, path, principal } = request;
    if (isReading(request)) return next.handle();
    const knownName = await this.names.nameOf(path);
    return next.handle().pipe(
      tap((answer: unknown) => {
        this.log.log(
          changeLine(principal, { method, path, body: request.body as unknown, answer, knownName }),
        );
      }),
    );
  }
}
