import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Access } from '../../access/auth/guard/access.decorator.js';
import { type IsStillAllowed, StillAllowed } from '../../access/auth/guard/still-allowed.decorator.js';
import { Site } from '../../access/auth/site/site.decorator.js';
import { ApiProblem } from '../../platform/openapi/api-problem.decorator.js';
import { ApiReadProblems } from '../../platform/openapi/api-read-problems.decorator.js';
import { TAGS } from '../../platform/openapi/tags.js';
import { Criteria } from '../../platform/validation/criteria.pipe.js';
import { ApiCriteria } from '../../platform/validation/fields.js';
import { JSON_TEXT } from '../passings/answers/answers.js';
import { EXAMPLE_PASSING } from '../passings/rows/row-layout.js';
import { EXAMPLE_CURSOR, FeedAnswer } from './feed.answer.js';
import { FeedCriteria, StreamCriteria } from './feed.criteria.js';
import { TOO_MANY_STREAMS_REASON, UNKNOWN_CURSOR_REASON } from './feed-problems.js';
import { rowText } from './feed-row.js';
import { FeedPages } from './pages/feed-pages.js';
import { MOST_STREAMS, Streams } from './stream/streams.js';

const feedDescription =
  'What follows a cursor, in the order in which it was stored: each passing once, and a late one when it comes. Ask again with ' +
  '`after` set to `cursor`; with `wait_s` the answer waits for the next passing. A passing that was dated anew comes ' +
  'again, with the same decoder, number and receipt.';
const streamDescription =
  'The feed as Server-Sent Events. `id` is the cursor: a reader that was cut goes on behind it with `Last-Event-ID`, as ' +
  'browsers do by themselves, or `after`. Events: `passing` (a row of `GET /passings/feed`); `rewound` (the storage was ' +
  'set back, and passings may come again); `end` (`reason` and `message`: why the stream ends). A comment each 15 s shows ' +
  'that it lives. A reader that leaves more than 256 kB unread is cut.';

const example = `id: ${EXAMPLE_CURSOR}\nevent: passing\ndata: ${rowText(EXAMPLE_PASSING, EXAMPLE_CURSOR)}\n\n`;

@ApiTags(TAGS.FEED.name)
@Access({ credentials: ['api-key', 'login'], scope: 'passings:read' })
@ApiReadProblems()
@ApiProblem(
  410,
  UNKNOWN_CURSOR_REASON,
  'The cursor is of another site, or what followed it is kept no longer: go on with `oldest`.',
  { oldest: EXAMPLE_CURSOR },
)
@Controller('passings')
export class FeedController {
  constructor(
    private readonly pages: FeedPages,
    private readonly streams: Streams,
  ) {}

  @Get('feed')
  @Header(...JSON_TEXT)
  @ApiOperation({ summary: 'Read what was stored since a cursor', description: feedDescription })
  @ApiCriteria(FeedCriteria)
  @ApiOkResponse({ type: FeedAnswer, description: 'The passings behind the cursor, and the next cursor.' })
  readFeed(
    @Site() site: string,
    @Criteria() criteria: FeedCriteria,
    @Res() response: Response,
  ): Promise<void> {
    return this.pages.answer(site, criteria, response);
  }

  @Get('stream')
  @ApiOperation({ summary: 'Follow what is stored', description: streamDescription })
  @ApiCriteria(StreamCriteria)
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The cursor to go on behind; before `after`.',
    schema: { type: 'string', maxLength: 128 },
  })
  @ApiOkResponse({
    description: 'Events, until the reader goes.',
    content: { 'text/event-stream': { schema: { type: 'string' }, example } },
  })
  @ApiProblem(503, TOO_MANY_STREAMS_REASON, `${MOST_STREAMS} streams are open already.`)
  followFeed(
    @Site() site: string,
    @Criteria() criteria: StreamCriteria,
    @Req() request: Request,
    @Res() response: Response,
    @StillAllowed() isStillAllowed: IsStillAllowed,
  ): Promise<void> {
    return this.streams.follow(site, criteria, request, response, isStillAllowed);
  }
}
