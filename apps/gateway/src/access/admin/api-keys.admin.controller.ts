import { Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { ApiKeysService } from './api-keys.service.js';
import { Idempotent } from '../idempotency/idempotent.decorator.js';
import { Criteria } from '../../platform/validation/criteria.pipe.js';
import { ApiCriteria } from '../../platform/validation/fields.js';
import { AccountAnswers } from './account-answers.js';
import {
  ApiKeyAnswer,
  ApiKeysAnswer,
  expiryOf,
  NewApiKeyAnswer,
  oldSecretEnds,
  RemovedAnswer,
  RotatedApiKeyAnswer,
} from './admin.answers.js';
import { ApiKeyChangeInput, NewApiKeyInput, RotateInput } from './admin.inputs.js';
import { Administration, ApiAccountId, ApiChangedMeanwhile } from './api-admin.decorators.js';
import { ShowsSecret } from '../../platform/http/shows-secret.decorator.js';
import { Tagged } from '../../platform/http/tagged.decorator.js';

import { PageInput } from './page.input.js';
import { byAge, pageOf } from './paging.js';

const scoreboard = { name: 'The scoreboard', scopes: ['passings:read'] };

@Administration()
@Controller('admin/api-keys')
export class ApiKeysAdminController {
  constructor(
    private readonly apiKeys: ApiKeysService,
    private readonly answers: AccountAnswers,
  ) {}

  @Post()
  @ShowsSecret()
  @ApiOperation({ summary: 'Create an api key', description: 'The key and its secret are shown this once.' })
  @ApiBody({ type: NewApiKeyInput, examples: { scoreboard: { summary: 'To read', value: scoreboard } } })
  @ApiCreatedResponse({ type: NewApiKeyAnswer, description: 'The key and its secret.' })
  @Idempotent()
  async createApiKey(@Criteria() { name, scopes, expires_at }: NewApiKeyInput): Promise<NewApiKeyAnswer> {
    const expiresAtMs = expires_at === undefined ? null : Date.parse(expires_at);
    const { record, key, secret } = await this.apiKeys.create({ name, scopes, expiresAtMs });
    const { id, scopes: granted } = record;
    return { id, api_key: key, api_secret: secret, scopes: granted, expires_at: expiryOf(record) };
  }

  @Get()
  @ApiOperation({ summary: 'List the api keys', description: 'All that were created, oldest first.' })
  @ApiCriteria(PageInput)
  @ApiOkResponse({ type: ApiKeysAnswer, description: 'The api keys, without keys and secrets.' })
  async listApiKeys(@Criteria() asked: PageInput): Promise<ApiKeysAnswer> {
    const page = pageOf('api keys', await this.apiKeys.list(), byAge, asked);
    const keys = await this.answers.apiKeys(page.rows);
    return { success: true, api_keys: keys, count: keys.length, next_cursor: page.nextCursor };
  }

  @Get(':id')
  @Tagged()
  @ApiOperation({ summary: 'One api key', description: 'Without the key and its secret.' })
  @ApiAccountId('api_key', 'key_123')
  @ApiOkResponse({ type: ApiKeyAnswer, description: 'The api key.' })
  async getApiKey(@Param('id') id: string): Promise<ApiKeyAnswer> {
    return this.answers.apiKey(await this.apiKeys.get(id));
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Change an api key',
    description: 'Its name, what it may do, or its end. The key and its secret stay as they are.',
  })
  @ApiAccountId('api_key', 'key_456')
  @ApiChangedMeanwhile()
  @ApiBody({
    type: ApiKeyChangeInput,
    examples: { name: { summary: 'Another name', value: { name: 'The scoreboard in the hall' } } },
  })
  @ApiOkResponse({ type: ApiKeyAnswer, description: 'The api key as it is now.' })
  async changeApiKey(@Param('id') id: string, @Criteria() given: ApiKeyChangeInput): Promise<ApiKeyAnswer> {
    const { name, scopes, expires_at: end } = given;
    return this.answers.apiKey(
      await this.apiKeys.change(id, {
        ...(name === undefined ? {} : { name }),
        ...(scopes === undefined ? {} : { scopes }),
        ...(end === undefined ? {} : { expiresAtMs: Date.parse(end) }),
      }),
    );
  }

  @Post(':id/rotate')
  @ShowsSecret()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Give an api key a new secret',
    description: 'The key stays. The old secret stops working at once, or after `overlap_seconds`.',
  })
  @ApiAccountId('api_key', 'key_456')
  @ApiChangedMeanwhile()
  @ApiBody({
    type: RotateInput,
    required: false,
    examples: { hour: { summary: 'With an hour to change over', value: { overlap_seconds: 3600 } } },
  })
  @ApiOkResponse({ type: RotatedApiKeyAnswer, description: 'The new secret.' })
  @Idempotent()
  async rotateApiKey(
    @Param('id') id: string,
    @Criteria() { overlap_seconds = 0 }: RotateInput,
  ): Promise<RotatedApiKeyAnswer> {
    const { record, secret } = await this.apiKeys.rotate(id, overlap_seconds * 1000);
    const { scopes } = record;
    return {
      id,
      api_secret: secret,
      scopes,
      expires_at: expiryOf(record),
      old_secret_ends_at: oldSecretEnds(record),
    };
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Revoke an api key', description: 'It stops working within a second.' })
  @ApiAccountId('api_key', 'key_456')
  @ApiOkResponse({ type: RemovedAnswer, description: 'Revoked.' })
  async revokeApiKey(@Param('id') id: string): Promise<RemovedAnswer> {
    await this.apiKeys.revoke(id);
    return { success: true, message: `Api key ${id} is revoked` };
  }
}
