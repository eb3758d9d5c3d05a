import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { IdentifiedRequest, Principal } from '../principal/principal.js';
import { isReading } from '../../../platform/http/is-reading.js';
import { addressOf } from '../../../platform/http/connections-per-source.js';
import type { Changer } from '../../audit/audit-entry.js';
import { CurrentCall } from '../../audit/current-call.js';

/** Names the caller to the audit trail, while a call that may change something is answered. */
@Injectable()
export class NotesCall implements NestInterceptor {
  constructor(private readonly call: CurrentCall) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<IdentifiedRequest>();
    const { principal, socket } = request;
    if (principal === undefined || isReading(request)) return next.handle();
    const operation = context.getHandler().name;
    const call = { who: changerOf(principal), from: addressOf(socket) ?? null, operation };
    return this.call.during(call, () => next.handle());
  }
}

/** Records the changes of a route in the audit trail. */
export const Audited = (): MethodDecorator & ClassDecorator => UseInterceptors(NotesCall);

/** Returns the principal as the audit trail names it. */
function changerOf({ id, name, login, deviceId }: Principal): Changer {
  return login === undefined
    ? { kind: 'api_key', id, name: name ?? null, deviceId: null }
    : { kind: 'user', id: login.userId, name: null, deviceId: deviceId ?? null };
}
