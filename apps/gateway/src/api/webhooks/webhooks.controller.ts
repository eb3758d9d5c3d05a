import { Controller, Delete, Get, HttpCode, Param, Patch, Post, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { RemovedAnswer } from '../../access/admin/admin.answers.js';
import { ApiChangedMeanwhile } from '../../access/admin/api-admin.decorators.js';
import { Access } from '../../access/auth/guard/access.decorator.js';
import { AnswersRetries } from '../../access/idempotency/answers-retries.js';
import { Idempotent } from '../../access/idempotency/idempotent.decorator.js';
import { ShowsSecret } from '../../platform/http/shows-secret.decorator.js';
import { ApiProblem } from '../../platform/openapi/api-problem.decorator.js';
import { TAGS } from '../../platform/openapi/tags.js';
import { Criteria } from '../../platform/validation/criteria.pipe.js';
import { EXAMPLE_CURSOR } from '../feed/feed.answer.js';
import { UNKNOWN_CURSOR_REASON } from '../feed/feed-problems.js';
import { MOST_WEBHOOKS, TEST_UNDER_WAY_REASON, TOO_MANY_WEBHOOKS_REASON } from './webhook-problems.js';
import { NewWebhookAnswer, WebhookAnswer, WebhooksAnswer, WebhookTestAnswer } from './webhooks.answers.js';
import { NewWebhookInput, WebhookChangeInput, WebhookRotateInput } from './webhooks.inputs.js';
import { WebhooksService } from './webhooks.service.js';

const ApiWebhookId =
  (example: string): MethodDecorator =>
  (prototype, name, descriptor) => {
    ApiParam({
      name: 'id',
      description: 'The id of the webhook.',
      schema: { type: 'string', maxLength: 64, example },
    })(prototype, name, descriptor);
    ApiProblem(404, 'webhook.unknown', 'There is no webhook of this id.')(prototype, name, descriptor);
  };

const resultsPage = { name: 'The results page', url: 'https://results.example/passings' };

@ApiTags(TAGS.WEBHOOKS.name)
// Listed before `Access`, whose interceptors note a change: a retry makes none.
@UseInterceptors(AnswersRetries)
@Access({ credentials: ['api-key', 'login'], scope: 'admin' })
@Controller('webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Post()
  @ShowsSecret()
  @ApiOperation({
    summary: 'Add a webhook',
    description:
      'Passings are posted to it as they are stored, in batches of at most 500 rows of the feed with the cursor behind ' +
      'them, signed by the Standard Webhooks specification. Its secret is shown this once.',
  })
  @ApiBody({ type: NewWebhookInput, examples: { results: { summary: 'All passings', value: resultsPage } } })
  @ApiCreatedResponse({ type: NewWebhookAnswer, description: 'The webhook and its secret.' })
  @ApiProblem(410, UNKNOWN_CURSOR_REASON, 'The cursor in `after` is not known: begin at `oldest`.', {
    oldest: EXAMPLE_CURSOR,
  })
  @ApiProblem(409, TOO_MANY_WEBHOOKS_REASON, `There are ${MOST_WEBHOOKS} webhooks already.`)
  @Idempotent()
  addWebhook(@Criteria() asked: NewWebhookInput): Promise<NewWebhookAnswer> {
    return this.webhooks.add(asked);
  }

  @Get()
  @ApiOperation({
    summary: 'List the webhooks',
    description: `With how far each is, oldest first; ${MOST_WEBHOOKS} at most.`,
  })
  @ApiOkResponse({ type: WebhooksAnswer, description: 'The webhooks, without secrets.' })
  listWebhooks(): Promise<WebhooksAnswer> {
    return this.webhooks.list();
  }

  @Get(':id')
  @ApiOperation({ summary: 'One webhook', description: 'With how far it is, and what went wrong last.' })
  @ApiWebhookId('webhook_123')
  @ApiOkResponse({ type: WebhookAnswer, description: 'The webhook.' })
  getWebhook(@Param('id') id: string): Promise<WebhookAnswer> {
    return this.webhooks.get(id);
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Change or pause a webhook',
    description:
      'It goes on where it was. What it follows stays as it was made: add another one for other passings.',
  })
  @ApiWebhookId('webhook_456')
  @ApiChangedMeanwhile()
  @ApiBody({
    type: WebhookChangeInput,
    examples: { name: { summary: 'Another name', value: { name: 'The results of the club' } } },
  })
  @ApiOkResponse({ type: WebhookAnswer, description: 'The webhook as it is now.' })
  changeWebhook(@Param('id') id: string, @Criteria() change: WebhookChangeInput): Promise<WebhookAnswer> {
    return this.webhooks.change(id, change);
  }

  @Post(':id/rotate')
  @ShowsSecret()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Give a webhook a new secret',
    description: 'Deliveries are signed with both for a day, or for `overlap_seconds`.',
  })
  @ApiWebhookId('webhook_456')
  @ApiChangedMeanwhile()
  @ApiBody({
    type: WebhookRotateInput,
    required: false,
    examples: { hour: { summary: 'With an hour to change over', value: { overlap_seconds: 3600 } } },
  })
  @ApiOkResponse({ type: NewWebhookAnswer, description: 'The webhook and its new secret.' })
  @Idempotent()
  rotateWebhook(
    @Param('id') id: string,
    @Criteria() { overlap_seconds = 86_400 }: WebhookRotateInput,
  ): Promise<NewWebhookAnswer> {
    return this.webhooks.rotate(id, overlap_seconds * 1000);
  }

  @Post(':id/test')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Send a test to a webhook',
    description:
      'A signed delivery of the type `test`, without passings; its outcome is answered within 15 s.',
  })
  @ApiWebhookId('webhook_123')
  @ApiProblem(409, TEST_UNDER_WAY_REASON, 'A test of this webhook is under way.')
  @ApiOkResponse({ type: WebhookTestAnswer, description: 'What the receiver answered.' })
  testWebhook(@Param('id') id: string): Promise<WebhookTestAnswer> {
    return this.webhooks.test(id);
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Remove a webhook', description: 'Its deliveries end within a second.' })
  @ApiWebhookId('webhook_456')
  @ApiOkResponse({ type: RemovedAnswer, description: 'Removed.' })
  async removeWebhook(@Param('id') id: string): Promise<RemovedAnswer> {
    await this.webhooks.remove(id);
    return { success: true, message: `Webhook ${id} is removed` };
  }
}
