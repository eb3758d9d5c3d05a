import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Access } from '../auth/guard/access.decorator.js';
import { AnswersRetries } from '../idempotency/answers-retries.js';
import { ForceInput } from '../license/license.input.js';
import { WOULD_STOP_TIMING } from '../license/would-stop-timing.js';
import { ApiProblem } from '../../platform/openapi/api-problem.decorator.js';
import { ApiCriteria } from '../../platform/validation/fields.js';
import { TAGS } from '../../platform/openapi/tags.js';

/** Declares a route of administration. */
export const Administration = (): ClassDecorator & MethodDecorator =>
  applyDecorators(
    ApiTags(TAGS.ADMINISTRATION.name),
    // Listed before `Access`, whose interceptors note a change: a retry makes none.
    UseInterceptors(AnswersRetries),
    Access({ credentials: ['api-key', 'login'], scope: 'admin' }),
  );

/** Documents a path that ends with an id, and the answer where no record has it. */
export function ApiAccountId(
  what: 'device' | 'user' | 'api_key' | 'license',
  example: string,
): MethodDecorator {
  const words = what.replace('_', ' ');
  return applyDecorators(
    ApiParam({
      name: 'id',
      description: `The id of the ${words}.`,
      schema: { type: 'string', maxLength: 64, example },
    }),
    ApiProblem(404, `${what}.unknown`, `There is no ${words} of this id.`),
  );
}

/** Documents the answer to a change of a record that another caller changed after it was read. */
export const ApiChangedMeanwhile = (): MethodDecorator =>
  ApiProblem(
    409,
    'request.changed_meanwhile',
    'Somebody else changed it at the same moment: look at it and try again.',
  );

/** Documents a removal that may stop running decoders, so that it can be forced. */
export function ApiMayStopTiming(): MethodDecorator {
  const { status, reason, message, details } = WOULD_STOP_TIMING;
  return applyDecorators(ApiCriteria(ForceInput), ApiProblem(status, reason, message, details));
}
