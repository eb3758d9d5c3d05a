import { Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { UsersService } from './users.service.js';
import { ApiProblem } from '../../platform/openapi/api-problem.decorator.js';
import { Criteria } from '../../platform/validation/criteria.pipe.js';
import { ApiCriteria } from '../../platform/validation/fields.js';
import { AccountAnswers } from './account-answers.js';
import { RemovedAnswer, UserAnswer, UsersAnswer } from './admin.answers.js';
import { NewUserInput, UserChangeInput } from './admin.inputs.js';
import { Administration, ApiAccountId, ApiChangedMeanwhile } from './api-admin.decorators.js';
import { Tagged } from '../../platform/http/tagged.decorator.js';

import { PageInput } from './page.input.js';
import { byAge, pageOf } from './paging.js';

const coach = {
  email: 'coach@example.com',
  password: 'a long sentence is a good password',
  first_name: 'Jane',
  last_name: 'Doe',
  role: 'coach',
};

@Administration()
@Controller('admin/users')
export class UsersAdminController {
  constructor(
    private readonly users: UsersService,
    private readonly answers: AccountAnswers,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Create a user', description: 'Who can log in on any registered device.' })
  @ApiBody({ type: NewUserInput, examples: { coach: { summary: 'A coach', value: coach } } })
  @ApiCreatedResponse({ type: UserAnswer, description: 'The user.' })
  @ApiProblem(409, 'user.exists', 'There is a user of this e-mail address already.')
  async createUser(@Criteria() given: NewUserInput): Promise<UserAnswer> {
    const { email, password, first_name, last_name, role = 'coach' } = given;
    const names = { firstName: first_name, lastName: last_name };
    return this.answers.user(await this.users.create({ email, password, ...names, role }));
  }

  @Get()
  @ApiOperation({ summary: 'List the users', description: 'All of them, oldest first.' })
  @ApiCriteria(PageInput)
  @ApiOkResponse({ type: UsersAnswer, description: 'The users.' })
  async listUsers(@Criteria() asked: PageInput): Promise<UsersAnswer> {
    const page = pageOf('users', await this.users.list(), byAge, asked);
    const users = await this.answers.users(page.rows);
    return { success: true, users, count: users.length, next_cursor: page.nextCursor };
  }

  @Get(':id')
  @Tagged()
  @ApiOperation({ summary: 'One user', description: 'By the id, not by the e-mail address.' })
  @ApiAccountId('user', 'user_123')
  @ApiOkResponse({ type: UserAnswer, description: 'The user.' })
  async getUser(@Param('id') id: string): Promise<UserAnswer> {
    return this.answers.user(await this.users.get(id));
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Change a user',
    description:
      'A new password ends all logins of the user within a second; another e-mail address or name ends none. Where another ' +
      'user has the address, the answer is 409 with the reason `user.exists`.',
  })
  @ApiAccountId('user', 'user_456')
  @ApiChangedMeanwhile()
  @ApiBody({
    type: UserChangeInput,
    examples: { role: { summary: 'Another role', value: { role: 'viewer' } } },
  })
  @ApiOkResponse({ type: UserAnswer, description: 'The user as it is now.' })
  async changeUser(@Param('id') id: string, @Criteria() given: UserChangeInput): Promise<UserAnswer> {
    const { email, password, first_name: firstName, last_name: lastName, role } = given;
    return this.answers.user(
      await this.users.change(id, {
        ...(email === undefined ? {} : { email }),
        ...(password === undefined ? {} : { password }),
        ...(firstName === undefined ? {} : { firstName }),
        ...(lastName === undefined ? {} : { lastName }),
        ...(role === undefined ? {} : { role }),
      }),
    );
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Remove a user', description: 'All logins of the user end within a second.' })
  @ApiAccountId('user', 'user_456')
  @ApiOkResponse({ type: RemovedAnswer, description: 'Removed.' })
  async removeUser(@Param('id') id: string): Promise<RemovedAnswer> {
    await this.users.remove(id);
    return { success: true, message: `User ${id} is removed` };
  }
}
