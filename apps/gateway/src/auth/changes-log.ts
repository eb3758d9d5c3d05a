import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  Logger,
  type NestInterceptor,
} from '@nestjs/common';
import { type Observable, tap } from 'rxjs';
import type { IdentifiedRequest } from './principal.js';

/** On a route for administrators: tells the log of each change, who made it, what, to which. */
@Injectable()
export class ChangesLog implements NestInterceptor {
  private readonly log = new Logger('admin');

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { method, path, principal } = context.switchToHttp().getRequest<IdentifiedRequest>();
    if (method === 'GET') return next.handle();
    return next.handle().pipe(
      tap(() => {
        this.log.log(`${principal?.id ?? 'somebody'} did ${method} ${path}`);
      }),
    );
  }
}
