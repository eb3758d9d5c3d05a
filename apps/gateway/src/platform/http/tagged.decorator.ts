import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Observable } from 'rxjs';
import { tagAnswer } from './entity-tag.js';

@Injectable()
export class TaggingInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    tagAnswer(context.switchToHttp().getResponse<Response>());
    return next.handle();
  }
}

/** Marks an answer that stays as it is until somebody changes it, and shows no secret. */
export const Tagged = (): MethodDecorator =>
  applyDecorators(
    UseInterceptors(TaggingInterceptor),
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description: 'The `ETag` of an answer before: where it is still that, 304 is answered.',
      schema: { type: 'string', maxLength: 256 },
    }),
    ApiResponse({ status: 304, description: 'It is what If-None-Match names: nothing has changed since.' }),
  );
