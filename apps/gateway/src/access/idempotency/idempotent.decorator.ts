import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { ApiProblem } from '../../platform/openapi/api-problem.decorator.js';
import { IN_PROGRESS, OTHER_CALL } from './idempotency-problems.js';

export const IDEMPOTENT = 'coachlink:idempotent';
const LONGEST_KEY = 255;
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** Gives a retry under the same Idempotency-Key the same answer. Stands below the route's own answers of status 409. */
export const Idempotent = (): MethodDecorator =>
  applyDecorators(
    SetMetadata(IDEMPOTENT, true),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'A text of your own choice, new for each thing to be made. The same call under the same key gets the same answer for ' +
        `24 hours, its secret too; another call 422 \`${OTHER_CALL.reason}\`; one that comes while the first is being ` +
        `answered 409 \`${IN_PROGRESS.reason}\`. Nothing is kept of a call that was refused.`,
      schema: {
        type: 'string',
        pattern: IDEMPOTENCY_KEY.source,
        minLength: 1,
        maxLength: LONGEST_KEY,
      },
    }),
    ApiProblem(IN_PROGRESS.status, IN_PROGRESS.reason, IN_PROGRESS.message),
    ApiProblem(OTHER_CALL.status, OTHER_CALL.reason, OTHER_CALL.message),
  );
