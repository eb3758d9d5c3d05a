import { type Exchange, faultsOfExchange, rawExchange } from '../contract/check-exchange.js';
import { operationOf } from '../contract/document.js';

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' };

function documented(path: string, method: string, status: number): unknown {
  return operationOf(method, path)?.responses[String(status)]?.content?.['application/json']?.example;
}

const LIVE: Exchange = {
  method: 'GET',
  address: '/health/live',
  status: 200,
  headers: JSON_HEADERS,
  text: JSON.stringify(documented('/health/live', 'GET', 200)),
};
const PASSINGS: Exchange = {
  method: 'POST',
  address: '/api/v1/passings?x=1',
  sent: '{"limit":5}',
  status: 200,
  headers: JSON_HEADERS,
  text: JSON.stringify(documented('/api/v1/passings', 'POST', 200)),
};
const REFUSED: Exchange = {
  ...PASSINGS,
  status: 401,
  headers: { ...JSON_HEADERS, 'www-authenticate': 'ApiKey' },
  text: JSON.stringify(documented('/api/v1/passings', 'POST', 401)),
};
const problem = (reason: string): string =>
  JSON.stringify({
    error: 'E',
    message: 'M.',
    code: 404,
    timestamp: '2024-02-13T18:12:00.000Z',
    details: { reason },
  });

describe('an answer held against the document', () => {
  it.each([
    ['as documented', LIVE],
    ['under the prefix', { ...LIVE, address: '/api/v1/health/live' }],
    ['of HEAD', { ...PASSINGS, method: 'HEAD', headers: { ...JSON_HEADERS, vary: 'Accept' }, text: '' }],
    ['with its header', REFUSED],
    ['of an unknown route', { ...LIVE, address: '/nothing', status: 404, text: problem('route.unknown') }],
    ['given before an operation', { ...LIVE, status: 413, text: problem('body.too_large') }],
    ['that is a page', { ...LIVE, address: '/docs/', headers: { 'content-type': 'text/html' }, text: '<p>' }],
    [
      'read from bytes',
      rawExchange(
        'nonsense',
        `HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n\r\n${problem('http.malformed')}`,
      ),
    ],
  ])('%s is fine', (_, exchange) => {
    expect(faultsOfExchange(exchange)).toEqual([]);
  });

  const broken = (change: (passing: Record<string, unknown>) => object): Exchange => {
    const body = JSON.parse(PASSINGS.text) as { passings: Record<string, unknown>[] };
    return { ...PASSINGS, text: JSON.stringify({ ...body, passings: body.passings.map(change) }) };
  };

  it.each([
    ['a key too much', broken((passing) => ({ ...passing, lap: 1 })), 'unevaluated properties: lap'],
    ['a key too few', broken((passing) => ({ ...passing, hits: undefined })), "required property 'hits'"],
    ['another type', broken((passing) => ({ ...passing, hits: '5' })), 'hits must be integer,null'],
    ['no JSON', { ...PASSINGS, text: 'oops' }, "required property 'success'"],
    ['an undocumented status', { ...LIVE, status: 418, text: problem('tea.pot') }, '418 is not documented'],
    [
      'an undocumented type',
      { ...LIVE, headers: { 'content-type': 'text/plain' } },
      'type text/plain is not',
    ],
    ['a missing header', { ...REFUSED, headers: JSON_HEADERS }, 'header WWW-Authenticate is missing'],
    ['an undocumented route', { ...LIVE, address: '/api/v1/secret' }, 'no such operation'],
    [
      'an error of another shape',
      { ...LIVE, address: '/nothing', status: 404, text: '{}' },
      "property 'error'",
    ],
    [
      '405 without Allow',
      { ...LIVE, method: 'PUT', status: 405, text: problem('route.x') },
      'Allow is missing',
    ],
    ['a request that should be refused', { ...PASSINGS, sent: '{"limit":0}' }, 'limit must be >= 1'],
  ])('%s is not', (_, exchange, expected) => {
    expect(faultsOfExchange(exchange).join('\n')).toContain(expected);
  });
});
