import bruno from '@usebruno/lang';
import { foldersOf, variablesOf } from './requests.mjs';

const { envJsonToBruV2, jsonToBruV2, jsonToCollectionBru } = bruno;

/** Returns the files of a Bruno collection, by their names in its folder. */
export function brunoCollection(document) {
  const folders = foldersOf(document);
  const variables = variablesOf(document).map(({ name, value, isSecret }) => ({
    name,
    value,
    enabled: true,
    secret: isSecret,
  }));
  const settings = { version: '1', name: document.info.title, type: 'collection', ignore: [] };
  return Object.fromEntries([
    ['bruno.json', `${JSON.stringify(settings, null, 2)}\n`],
    ['collection.bru', jsonToCollectionBru({ docs: document.info.description })],
    ['environments/gateway.bru', envJsonToBruV2({ variables })],
    ...folders.flatMap(({ name, description, requests }, at) => {
      const folder = name.toLowerCase().replaceAll('&', 'and').replaceAll(' ', '-');
      return [
        [`${folder}/folder.bru`, jsonToCollectionBru({ meta: { name, seq: at + 1 }, docs: description })],
        ...requests.map((request, seq) => [`${folder}/${request.id}.bru`, fileOf(request, seq + 1)]),
      ];
    }),
  ]);
}

function fileOf({ name, description, method, path, headers, query, body, status, keeps }, seq) {
  return jsonToBruV2({
    meta: { name, type: 'http', seq },
    http: {
      method: method.toLowerCase(),
      url: `{{base_url}}${path}`,
      body: body === undefined ? 'none' : 'json',
      auth: 'none',
    },
    params: query.map(({ name: key, value }) => ({ name: key, value, type: 'query', enabled: false })),
    headers: headers.map(([key, value]) => ({ name: key, value, enabled: true })),
    ...(body === undefined ? {} : { body: { json: JSON.stringify(body, null, 2) } }),
    vars: {
      res: keeps.map(({ variable, key }) => ({ name: variable, value: `res.body.${key}`, enabled: true })),
    },
    assertions: [{ name: 'res.status', value: `eq ${status}`, enabled: true }],
    docs: description,
  });
}
