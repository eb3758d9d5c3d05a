import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  Logger,
  type NestInterceptor,
} from '@nestjs/common';
import { type Observable, tap } from 'rxjs';
import { isReading } from '../http/is-reading.js';
import type { IdentifiedRequest } from './principal.js';

/** On a route for administrators: tells the log of each change, who made it, what, to which. */
@Injectable()
export class ChangesLog implements NestInterceptor {
  private readonly log = new Logger('admin');

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<IdentifiedRequest>();
    if (isReading(request)) return next.handle();
    const { method, path, principal } = request;
    return next.handle().pipe(
      tap(() => {
        this.log.log(`${principal?.id ?? 'somebody'} did ${method} ${path}`);
      }),
    );
  }
}
