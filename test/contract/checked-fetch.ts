import { checkExchange } from './check-exchange.js';

/** Fetches, and checks the exchange against the document. */
export async function checkedFetch(input: Request | string, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  const sent = request.body === null ? undefined : await request.clone().text();
  const response = await fetch(request);
  const { pathname, search } = new URL(request.url);
  checkExchange({
    method: request.method,
    address: `${pathname}${search}`,
    sent,
    status: response.status,
    headers: Object.fromEntries(response.headers),
    text: await response.clone().text(),
  });
  return response;
}
