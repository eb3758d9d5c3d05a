import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { IdentifiedRequest } from '../principal/principal.js';

/** Resolves to whether the caller may still have the answer that is under way. */
export type IsStillAllowed = () => Promise<boolean>;

/** Passes a check of the caller's credentials, for answers that go on for long. */
export const StillAllowed = createParamDecorator((_: unknown, context: ExecutionContext): IsStillAllowed => {
  const { isStillAllowed } = context.switchToHttp().getRequest<IdentifiedRequest>();
  return isStillAllowed ?? (() => Promise.resolve(false));
});
