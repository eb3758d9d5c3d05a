/**
 * Returns the requests of a collection, in folders by tag, for Postman and Bruno: a value in double braces is a
 * variable. They can be run in order: a record is made before it is asked for, and the logout is at the end.
 */
export function foldersOf(document) {
  const requests = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, operation]) => !isStream(operation))
      .map(([method, operation]) => requestOf(document, method, path, operation)),
  );
  const folders = document.tags.map(({ name, description }) => ({
    name,
    description,
    requests: inOrder(requests.filter(({ tag, isLast }) => tag === name && !isLast)),
  }));
  const last = { name: 'Log out', description: 'Ends the login.', requests: requests.filter(isLast) };
  return [...folders, last].filter((folder) => folder.requests.length > 0);
}

/** Returns the variables of a person and those kept from answers: name, first value, and whether it is a secret. */
export function variablesOf(document) {
  const schemes = Object.values(document.components.securitySchemes);
  const headers = schemes.filter(({ type }) => type === 'apiKey').map(({ name }) => variableName(name));
  const ids = Object.entries(document.paths).flatMap(([path, item]) => {
    const [, collection] = /([^/]+)\/\{id\}$/.exec(path) ?? [];
    return collection === undefined ? [] : [[idOf(collection), exampleOf(item.get.parameters[0])]];
  });
  const { example: activation } = bodyOf(document.paths['/api/v1/license/activate'].post);
  const plain = [['base_url', 'http://127.0.0.1:8080'], ...ids, ['license_code', activation.license_code]];
  const secret = [...headers, 'email', 'password', 'access_token', 'refresh_token'];
  return [
    ...plain.map(([name, value]) => ({ name, value, isSecret: false })),
    ...secret.map((name) => ({ name, value: '', isSecret: true })),
  ];
}

function requestOf(document, method, path, operation) {
  const { operationId, summary, description, tags, responses, parameters = [] } = operation;
  const [status] = Object.keys(responses).filter((each) => each.startsWith('2'));
  const [, collection] = /([^/]+)\/\{id\}/.exec(path) ?? [];
  const { example } = bodyOf(operation);
  return {
    tag: tags[0],
    id: operationId,
    name: summary,
    description,
    method: method.toUpperCase(),
    path: collection === undefined ? path : path.replace('{id}', `{{${idOf(collection)}}}`),
    headers: [
      ...headersOf(document, operation),
      ...(example === undefined ? [] : [['Content-Type', 'application/json']]),
    ],
    query: parameters
      .filter((parameter) => parameter.in === 'query')
      .map((parameter) => ({
        name: parameter.name,
        value: String(exampleOf(parameter) ?? ''),
        description: parameter.description ?? '',
      })),
    body: example && withVariables(example),
    status: Number(status),
    keeps: keptFrom(path, status, responses[status].content?.['application/json']?.example ?? {}),
    isLast: operationId === 'logout',
  };
}

/** Whether the answer has no end, which a collection would wait for. */
const isStream = ({ responses }) => responses[200]?.content?.['text/event-stream'] !== undefined;

const isLast = (request) => request.isLast;

/** Returns the headers of the first way to authenticate, one for each of its schemes. */
function headersOf({ components }, { security }) {
  return Object.keys(security[0] ?? {}).map((scheme) => {
    const { type, name } = components.securitySchemes[scheme];
    return type === 'apiKey'
      ? [name, `{{${variableName(name)}}}`]
      : ['Authorization', 'Bearer {{access_token}}'];
  });
}

function bodyOf({ requestBody }) {
  const { example, examples = {} } = requestBody?.content['application/json'] ?? {};
  return { example: example ?? Object.values(examples)[0]?.value };
}

const exampleOf = ({ example, schema }) => example ?? schema.example;

/** Variables in the place of examples, which cannot know local logins and issued codes. */
const BODY_VARIABLES = {
  refresh_token: 'refresh_token',
  license_code: 'license_code',
  old_password: 'password',
  new_password: 'password',
};

function withVariables(example) {
  const names = Object.keys(example);
  const isLogin = names.join() === 'email,password';
  const variableOf = (name) => (isLogin ? name : BODY_VARIABLES[name]);
  const entries = Object.entries(example).map(([name, value]) => {
    const variable = variableOf(name);
    return [name, variable === undefined ? value : `{{${variable}}}`];
  });
  return Object.fromEntries(entries);
}

/** Returns the variables to keep from an answer: tokens, and the id of the new record. */
function keptFrom(path, status, example) {
  const keys = Object.keys(example);
  const tokens = keys.filter((key) => /^(access|refresh)_token$/.test(key));
  const kept = tokens.map((key) => ({ variable: key, key }));
  const id = keys.find((key) => key === 'id' || /_(id|code)$/.test(key));
  if (status !== '201' || id === undefined) return kept;
  return [...kept, { variable: idOf(path.split('/').at(-1)), key: id }];
}

function inOrder(requests) {
  const rank = ({ id, method, status }) => {
    if (id === 'login') return 0;
    if (method === 'DELETE') return 3;
    return status === 201 ? 1 : 2;
  };
  return requests.toSorted((a, b) => rank(a) - rank(b));
}

const variableName = (text) => text.toLowerCase().replaceAll('-', '_');
const idOf = (collection) => `${variableName(collection).replace(/s$/, '')}_id`;
