/** Requires the answers that an operation can always give, with their headers. */
export default function statedAnswers(operation, _options, { path }) {
  const { responses = {}, security = [], requestBody, parameters = [] } = operation;
  const faults = [];
  const need = (status, why) => {
    if (responses[status] === undefined)
      faults.push({ message: `${status} is missing: ${why}`, path: [...path, 'responses'] });
  };
  need(500, 'anything can fail');
  if (security.length > 0) need(401, 'not everybody may call it');
  if (requestBody !== undefined) for (const status of [400, 413, 415]) need(status, 'it takes a body');
  if (parameters.some((parameter) => parameter.in === 'query')) need(400, 'it takes a query string');
  if (!Object.keys(responses).some((status) => status.startsWith('2')))
    faults.push({ message: 'no success is documented', path: [...path, 'responses'] });
  for (const [status, header] of Object.entries(HEADERS)) {
    if (responses[status] !== undefined && responses[status].headers?.[header]?.required !== true)
      faults.push({ message: `${status} comes with ${header}`, path: [...path, 'responses', status] });
  }
  return faults;
}

const HEADERS = { 401: 'WWW-Authenticate', 403: 'WWW-Authenticate', 429: 'Retry-After', 503: 'Retry-After' };
