import type { OpenAPIObject } from '@nestjs/swagger';
import { EXAMPLE_CURSOR } from './api/feed/feed.answer.js';
import { MOST_ROWS } from './api/feed/tail/feed-batches.js';
import { PASSINGS_TYPE, TEST_TYPE } from './api/webhooks/delivery/webhook-message.js';

type Part = Readonly<Record<string, unknown>>;

const ROW = 'FeedPassingAnswer';
const STREAM = '/api/v1/passings/stream';
const POSTED_AT = '2024-02-13T18:12:00.000Z';

const text = (description: string, ...examples: string[]): Part => ({
  type: 'string',
  description,
  ...(examples.length === 0 ? {} : { examples }),
});
const object = (properties: Part, optional: readonly string[] = []): Part => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});
const ref = (path: string): Part => ({ $ref: `#/${path}` });
const schema = (name: string): Part => ref(`components/schemas/${name}`);

const CURSOR = text('The place in the feed behind which a reader goes on.', EXAMPLE_CURSOR);

/** Returns the AsyncAPI document of the stream and the webhooks; rows and filters are those of the OpenAPI document. */
export function asyncApiDocument(openApi: OpenAPIObject): Part {
  const { title, version } = openApi.info;
  return {
    asyncapi: '3.1.0',
    info: {
      title: `${title}: passings as they are stored`,
      version,
      description:
        'Two ways to be told of each passing as it is stored, late ones too: a stream of Server-Sent Events, which a reader ' +
        'opens, and webhooks, which the gateway posts to. Both go on behind a cursor. openapi.json has everything else.',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    servers: {
      gateway: { host: 'localhost:8080', protocol: 'http', description: 'A gateway as it is started first.' },
    },
    channels: {
      stream: {
        address: STREAM,
        title: 'Passings stream',
        description: 'An event names its kind, and its id is the cursor behind it.',
        servers: [ref('servers/gateway')],
        messages: {
          passing: ref('components/messages/passing'),
          rewound: ref('components/messages/rewound'),
          end: ref('components/messages/end'),
        },
      },
      webhook: {
        address: null,
        title: 'Webhook',
        description: 'The URL that POST /api/v1/webhooks was given.',
        messages: {
          passings: ref('components/messages/passings'),
          test: ref('components/messages/test'),
        },
      },
    },
    operations: {
      streamPassings: {
        action: 'send',
        channel: ref('channels/stream'),
        title: 'Follow what is stored',
        summary: `The answer to GET ${STREAM}, until the reader goes.`,
        messages: ['passing', 'rewound', 'end'].map((name) => ref(`channels/stream/messages/${name}`)),
        bindings: { http: { method: 'GET', query: queryOf(openApi), bindingVersion: '0.3.0' } },
      },
      postDelivery: {
        action: 'send',
        channel: ref('channels/webhook'),
        title: 'Post a delivery',
        summary: 'Any answer of 2xx takes it; it is posted again under the same id until one comes.',
        messages: [PASSINGS_TYPE, TEST_TYPE].map((name) => ref(`channels/webhook/messages/${name}`)),
        bindings: { http: { method: 'POST', bindingVersion: '0.3.0' } },
      },
    },
    components: {
      messages: MESSAGES,
      schemas: { [ROW]: withExamples(openApi.components?.schemas?.[ROW] ?? {}), ...SCHEMAS },
    },
  };
}

const SCHEMAS: Part = {
  Rewound: object({ cursor: CURSOR }),
  End: object({
    reason: text('A stable dotted code for programs.', 'feed.not_read'),
    message: text('Why the stream ends, for people.'),
  }),
  PassingsDelivery: object({
    type: { type: 'string', const: PASSINGS_TYPE },
    timestamp: { ...text('When it was posted.', POSTED_AT), format: 'date-time' },
    data: object(
      {
        passings: { type: 'array', maxItems: MOST_ROWS, items: schema(ROW) },
        count: { type: 'integer', description: 'Rows in this delivery.', examples: [1] },
        cursor: CURSOR,
        rewound: {
          type: 'boolean',
          description: 'Only where the storage may have been set back: passings may come again.',
        },
        unknown_cursor: {
          type: 'boolean',
          description: 'Only where retention dropped what followed: passings in between were not delivered.',
        },
      },
      ['rewound', 'unknown_cursor'],
    ),
  }),
  TestDelivery: object({
    type: { type: 'string', const: TEST_TYPE },
    timestamp: { ...text('When it was posted.', POSTED_AT), format: 'date-time' },
    data: { type: 'object', description: 'Empty.' },
  }),
  DeliveryHeaders: object({
    'webhook-id': text('The same each time a delivery is posted: what has it already is a repeat.', 'msg_1'),
    'webhook-timestamp': text('When it was posted, seconds since 1970 UTC.', '1707847920'),
    'webhook-signature': text(
      'One or two signatures, with a space between: `v1,` and base64 of HMAC-SHA256 over id, timestamp and body, joined by ' +
        'points. The key is the secret behind `whsec_`, from base64.',
    ),
  }),
};

const delivery = (name: string, title: string, summary: string, payload: Part): Part => ({
  name,
  title,
  summary,
  headers: schema('DeliveryHeaders'),
  payload,
});

const MESSAGES: Part = {
  passing: {
    name: 'passing',
    title: 'Passing',
    summary: 'A passing that was stored, or dated anew.',
    payload: schema(ROW),
  },
  rewound: {
    name: 'rewound',
    title: 'Rewound',
    summary: 'The storage was set back: passings may come again.',
    payload: schema('Rewound'),
  },
  end: { name: 'end', title: 'End', summary: 'The gateway ends the stream.', payload: schema('End') },
  passings: delivery(
    PASSINGS_TYPE,
    'Passings delivery',
    'Passings, in the order in which they were stored.',
    schema('PassingsDelivery'),
  ),
  test: delivery(
    TEST_TYPE,
    'Test delivery',
    'The answer to POST /api/v1/webhooks/{id}/test.',
    schema('TestDelivery'),
  ),
};

/** Returns the parameters of the stream in the query string as one object. */
function queryOf({ paths }: OpenAPIObject): Part {
  const parameters = paths[STREAM]?.get?.parameters ?? [];
  const properties = parameters.flatMap((each) =>
    'in' in each && each.in === 'query'
      ? [[each.name, { ...withExamples(each.schema ?? {}), description: each.description }] as const]
      : [],
  );
  return { type: 'object', properties: Object.fromEntries(properties) };
}

/** Returns a schema with its examples as JSON Schema has them. */
function withExamples(value: unknown): Part {
  const changed = (each: unknown): unknown => {
    if (Array.isArray(each)) return each.map(changed);
    if (typeof each !== 'object' || each === null) return each;
    return Object.fromEntries(
      Object.entries(each).map(([name, inner]) =>
        name === 'example' ? ['examples', [inner as unknown]] : [name, changed(inner)],
      ),
    );
  };
  return changed(value) as Part;
}
