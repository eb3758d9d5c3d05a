import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { invalidFields } from '../problems/problem.js';
import { fieldsOfBody, unknownField } from './input-rules.js';

const TAKES_INPUT = 'coachlink:takes-input';

/** Marks a route that checks its input itself. */
export function takesInput(prototype: object, method: string | symbol | undefined): void {
  const handler: unknown = method === undefined ? undefined : Reflect.get(prototype, method);
  if (typeof handler === 'function') Reflect.defineMetadata(TAKES_INPUT, true, handler);
}

/** Marks a page: people's bookmarks may carry any input. */
export const TakesAnything = (): ClassDecorator => (page) => {
  Reflect.defineMetadata(TAKES_INPUT, true, page);
};

/** Refuses any input of a route that takes none, so that no caller believes that it counts. */
@Injectable()
export class StrayInputInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const isRead = this.reflector.getAllAndOverride<true | undefined>(TAKES_INPUT, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (isRead === undefined) refuseInput(context.switchToHttp().getRequest<Request>());
    return next.handle();
  }
}

function refuseInput({ query, body }: Request): void {
  const names = [...Object.keys(query), ...Object.keys(fieldsOfBody(body))];
  if (names.length > 0) throw invalidFields([...new Set(names)].map(unknownField));
}
