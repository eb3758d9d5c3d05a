/** Login by an account on a device or by an api key; the first part of the page's script. */
export const LOGIN_SCRIPT = `
const byId = (id) => document.getElementById(id);
// Where the gateway is, with and without the slash at the end.
const home = location.origin + location.pathname.replace(/\\/?$/, '/');
// Longer, and what is shown is old.
const ANSWER_WITHIN_MS = 3000;

async function send(method, path, headers, body) {
  let response, answer;
  try {
    response = await fetch(home + 'api/v1/' + path, {
      method,
      headers: body ? { ...headers, 'content-type': 'application/json' } : headers,
      body: body ? JSON.stringify(body) : undefined,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    // One that is no JSON is of a proxy whose gateway is gone: as good as none.
    answer = response.status === 204 ? null : await response.json();
  } catch {
    throw new Error('The gateway does not answer.');
  }
  if (!response.ok) throw Object.assign(new Error(answer.message), { status: response.status });
  return answer;
}

const bearer = (login) => ({ ...login.device, authorization: 'Bearer ' + login.access });

async function logIn({ email, password, device, secret }) {
  const headers = { 'x-device-id': device, 'x-device-secret': secret };
  const tokens = await send('POST', 'auth/login', headers, { email, password });
  return { device: headers, access: tokens.access_token, refresh: tokens.refresh_token };
}

// Each access token lasts some minutes. A refusal tells that it is over, or that the login is.
async function ask(path, login) {
  if (login.pair) return send('GET', path, login.pair);
  const access = login.access;
  try {
    return await send('GET', path, bearer(login));
  } catch (error) {
    if (error.status !== 401) throw error;
    if (login.access === access) await renew(login);
    return send('GET', path, bearer(login));
  }
}

// All that are refused at once wait for the same token.
function renew(login) {
  renewing = renewing || send('POST', 'auth/refresh', login.device, { refresh_token: login.refresh }).then((tokens) => {
    login.access = tokens.access_token;
    if (isIn) keep(login);
  }).finally(() => { renewing = undefined; });
  return renewing;
}
let renewing;
let isIn = false;
// Counts logins and logouts: what is still under way for an earlier one comes to nothing.
let turns = 0;

// For this tab alone: whoever closes it has logged out.
function keep(login) {
  sessionStorage.setItem('login', JSON.stringify(login));
}

async function logOut() {
  const login = JSON.parse(sessionStorage.getItem('login') || 'null');
  turns++;
  isIn = false;
  endStream();
  sessionStorage.clear();
  // The gateway may be gone: then its login ends with its time.
  if (login && !login.pair) await send('POST', 'auth/logout', bearer(login)).catch(() => undefined);
  location.reload();
}
`;
