import { Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { UsersService } from '../accounts/users.service.js';
import { ApiProblem } from '../openapi/api-problem.decorator.js';
import { Criteria } from '../validation/criteria.pipe.js';
import { RemovedAnswer, UserAnswer, userAnswer, UsersAnswer } from './admin.answers.js';
import { NewUserInput, UserChangeInput } from './admin.inputs.js';
import { Administration, ApiAccountId, ApiChangedMeanwhile } from './api-admin.decorators.js';
import { Tagged } from '../http/tagged.decorator.js';

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
  constructor(private readonly users: UsersService) {}

  @Post()
  @ApiOperation({ summary: 'Create a user', description: 'Who can log in on any registered device.' })
  @ApiBody({ type: NewUserInput, examples: { coach: { summary: 'A coach', value: coach } } })
  @ApiCreatedResponse({ type: UserAnswer, description: 'The user.' })
  @ApiProblem(409, 'user.exists', 'There is a user of this e-mail address already.')
  async createUser(@Criteria() given: NewUserInput): Promise<UserAnswer> {
    const { email, password, first_name, last_name, role = 'coach' } = given;
    const names = { firstName: first_name, lastName: last_name };
    return userAnswer(await this.users.create({ email, password, ...names, role }));
  }

  @Get()
  @ApiOperation({ summary: 'List the users', description: 'All of them, oldest first.' })
  @ApiOkResponse({ type: UsersAnswer, description: 'The users.' })
  async listUsers(): Promise<UsersAnswer> {
    const users = (await this.users.list()).map(userAnswer);
    return { success: true, users, count: users.length };
  }

  @Get(':id')
  @Tagged()
  @ApiOperation({ summary: 'One user', description: 'By the id, not by the e-mail address.' })
  @ApiAccountId('user', 'user_123')
  @ApiOkResponse({ type: UserAnswer, description: 'The user.' })
  async getUser(@Param('id') id: string): Promise<UserAnswer> {
    return userAnswer(await this.users.get(id));
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Change a user',
    description: 'A new password ends all logins of the user within a second.',
  })
  @ApiAccountId('user', 'user_456')
  @ApiChangedMeanwhile()
  @ApiBody({
    type: UserChangeInput,
    examples: { role: { summary: 'Another role', value: { role: 'viewer' } } },
  })
  @ApiOkResponse({ type: UserAnswer, description: 'The user as it is now.' })
  async changeUser(@Param('id') id: string, @Criteria() given: UserChangeInput): Promise<UserAnswer> {
    const { password, first_name: firstName, last_name: lastName, role } = given;
    return userAnswer(
      await this.users.change(id, {
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
