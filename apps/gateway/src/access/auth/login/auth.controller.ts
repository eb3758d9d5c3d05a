import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblem } from '../../../platform/openapi/api-problem.decorator.js';
import { Criteria } from '../../../platform/validation/criteria.pipe.js';
import { Audited } from '../changes/notes-call.js';
import { Access } from '../guard/access.decorator.js';
import { Caller } from '../principal/principal.decorator.js';
import type { Principal } from '../principal/principal.js';
import { LoginAnswer, LogoutAnswer, PasswordAnswer, RefreshAnswer } from './login.answers.js';
import { LoginInput, PasswordInput, RefreshInput } from './login.inputs.js';
import { LoginService } from './login.service.js';
import { PasswordService } from './password.service.js';
import { TAGS } from '../../../platform/openapi/tags.js';
import { ShowsSecret } from '../../../platform/http/shows-secret.decorator.js';

const user = { email: 'user@example.com', password: 'user_password' };
/** The demo's own password twice, so that the example can be tried without a change. */
const samePassword = { old_password: 'user_password', new_password: 'user_password' };
const refreshToken = { refresh_token: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2ln' };

@ApiTags(TAGS.AUTHENTICATION.name)
@Controller('auth')
export class AuthController {
  constructor(
    private readonly logins: LoginService,
    private readonly passwords: PasswordService,
  ) {}

  @Post('login')
  @ShowsSecret()
  @HttpCode(200)
  @Access({ credentials: ['device'] })
  @ApiOperation({
    summary: 'Log in on a device',
    description:
      'The access token is good for 24 hours and the refresh token for 30 days, or until it was not used for 7 days, both ' +
      'on this device only. After five failures an account has to wait 30 s, then longer and longer, up to an hour; after ' +
      'a hundred in a row it takes a new password. A device that it was used on before has a count of its own.',
  })
  @ApiBody({ type: LoginInput, examples: { user: { summary: 'The user of the demo', value: user } } })
  @ApiOkResponse({ type: LoginAnswer, description: 'Logged in.' })
  @ApiProblem(
    429,
    'auth.too_many_attempts',
    'Too many failed logins for this account: try again in 30 s, or on a device that it was used on.',
    {
      retry_after_seconds: 30,
    },
  )
  login(@Criteria() credentials: LoginInput, @Caller() caller: Principal): Promise<LoginAnswer> {
    return this.logins.login(credentials, caller);
  }

  @Post('refresh')
  @ShowsSecret()
  @HttpCode(200)
  @Access({ credentials: ['device'] })
  @ApiOperation({
    summary: 'Get a new access token',
    description:
      'The refresh token stays the same. It is over with the logout, a new password, the device, 7 days in which it was ' +
      'not used, and 30 days in any case.',
  })
  @ApiBody({
    type: RefreshInput,
    examples: { token: { summary: 'The refresh token of a login', value: refreshToken } },
  })
  @ApiOkResponse({ type: RefreshAnswer, description: 'A new access token.' })
  refreshToken(@Criteria() token: RefreshInput, @Caller() caller: Principal): Promise<RefreshAnswer> {
    return this.logins.refresh(token, caller);
  }

  @Post('logout')
  @HttpCode(200)
  @Access({ credentials: ['login'] })
  @ApiOperation({
    summary: 'Log out',
    description: 'Ends the access token and the refresh token of this login at once.',
  })
  @ApiOkResponse({ type: LogoutAnswer, description: 'Logged out.' })
  logout(@Caller() caller: Principal): Promise<LogoutAnswer> {
    return this.logins.logout(caller);
  }

  @Post('password')
  @HttpCode(200)
  @Audited()
  @Access({ credentials: ['login'] })
  @ApiOperation({
    summary: 'Change your own password',
    description:
      'This login goes on, and every other one of the user is over within a second. Too many wrong old passwords have to ' +
      'wait as wrong logins have.',
  })
  @ApiBody({
    type: PasswordInput,
    examples: { same: { summary: 'That of the demo, which stays as it is', value: samePassword } },
  })
  @ApiOkResponse({ type: PasswordAnswer, description: 'The new password is in force.' })
  @ApiProblem(409, 'request.changed_meanwhile', 'Somebody else changed this user at the same moment.')
  @ApiProblem(429, 'auth.too_many_attempts', 'Too many failed logins for this account: try again in 30 s.', {
    retry_after_seconds: 30,
  })
  changePassword(@Criteria() given: PasswordInput, @Caller() caller: Principal): Promise<PasswordAnswer> {
    return this.passwords.change(given, caller);
  }
}
