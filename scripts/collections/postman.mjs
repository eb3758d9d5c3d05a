import { foldersOf, variablesOf } from './requests.mjs';

const SCHEMA = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';

/** Returns the text of a Postman collection. Postman's own import of openapi.json takes only one header of each pair. */
export function postmanCollection(document) {
  const collection = {
    info: { name: document.info.title, description: document.info.description, schema: SCHEMA },
    item: foldersOf(document).map(({ name, description, requests }) => ({
      name,
      description,
      item: requests.map(itemOf),
    })),
    variable: variablesOf(document).map(({ name, value, isSecret }) => ({
      key: name,
      value,
      type: isSecret ? 'secret' : 'string',
    })),
  };
  return `${JSON.stringify(collection, null, 2)}\n`;
}

function itemOf({ name, description, method, path, headers, query, body, status, keeps }) {
  const script = [
    `pm.test('answers with ${status}', () => pm.response.to.have.status(${status}));`,
    ...keeps.map(
      ({ variable, key }) => `pm.collectionVariables.set('${variable}', pm.response.json().${key});`,
    ),
  ];
  return {
    name,
    event: [{ listen: 'test', script: { type: 'text/javascript', exec: script } }],
    request: {
      description,
      method,
      auth: { type: 'noauth' },
      header: headers.map(([key, value]) => ({ key, value })),
      ...(body === undefined ? {} : { body: jsonBody(body) }),
      url: {
        raw: `{{base_url}}${path}`,
        host: ['{{base_url}}'],
        path: path.slice(1).split('/'),
        query: query.map(({ name: key, ...others }) => ({ key, ...others, disabled: true })),
      },
    },
  };
}

const jsonBody = (body) => ({
  mode: 'raw',
  raw: JSON.stringify(body, null, 2),
  options: { raw: { language: 'json' } },
});
