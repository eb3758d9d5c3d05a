/**
 * The requests of a collection, in folders by tag, as Postman and Bruno both have them: a value in double braces is a variable.
 * They can be run from the first to the last: what makes something comes before what asks for it, and the logout at the end.
 */
export function foldersOf(document) {
  const requests = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => requestOf(document, method, path, operation)),
  );
  const folders = document.tags.map(({ name, description }) => ({
    name,
    description,
    requests: inOrder(requests.filter(({ tag, isLast }) => tag === name && !isLast)),
  }));
  const last = { name: 'Log out', description: 'Ends the login.', requests: requests.filter(isLast) };
  return [...folders, last].filter((folder) => folder.requests.length > 0);
}

/** What a person gives, and what requests keep from answers: by name, the value at first, and whether it is a secret. */
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

const isLast = (request) => request.isLast;

/** Of several ways in the first; all headers of it, each scheme being one. */
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

/** No example can know who may log in here, nor what was given out. */
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

/** From an answer: tokens, and the id of what was made. */
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
