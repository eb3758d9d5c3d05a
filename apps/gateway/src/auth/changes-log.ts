import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  Logger,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Observable, tap } from 'rxjs';
import { ROUTE_POLICY, type RoutePolicy } from './access.decorator.js';
import type { IdentifiedRequest } from './principal.js';

/** Tells the log of each change that an administrator made: who, what, to which. */
@Injectable()
export class ChangesLog implements NestInterceptor {
  private readonly log = new Logger('admin');

  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const policy = this.reflector.getAllAndOverride<RoutePolicy | undefined>(ROUTE_POLICY, [
      context.getHandler(),
      context.getClass(),
    ]);
    const request = context.switchToHttp().getRequest<IdentifiedRequest>();
    const isChange =
      policy !== undefined && policy !== 'public' && policy.scope === 'admin' && request.method !== 'GET';
    if (!isChange) return next.handle();
    return next.handle().pipe(
      tap(() => {
        this.log.log(`${request.principal?.id ?? 'somebody'} did ${request.method} ${request.path}`);
      }),
    );
  }
}
