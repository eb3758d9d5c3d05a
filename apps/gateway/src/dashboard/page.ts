/**
 * The dashboard, all of it in one answer: behind a proxy that strips a prefix it may be at `/prefix`, and what lies beside
 * that is not ours. A policy allows its style and script by their hashes.
 */
export const page = (): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>CoachLINK</title>
<style>${STYLE}</style>
<header><h1>CoachLINK</h1><span><button id="logout" hidden>Log out</button> <a id="api" href="docs">API</a></span></header>
<form id="login">
  <p>Give an api key pair with the scope passings:read. The demo prints one when it starts.</p>
  <input id="key" placeholder="x-api-key" autocomplete="username" required>
  <input id="secret" type="password" placeholder="x-api-secret" autocomplete="current-password" required>
  <button>Show the track</button>
</form>
<p id="trouble" role="alert"></p>
<p id="simulated" role="note" hidden></p>
<main hidden>
  <section><b id="active">-</b> transponders in the last 10 minutes</section>
  <h2>Decoders</h2>
  <table><thead><tr><th>Decoder<th>Link<th>Passings<th>All kept<th>Rejected<th>Noise<th>Clock offset</thead><tbody id="decoders"></tbody></table>
  <ul id="warnings" role="alert"></ul>
  <ul id="unkept" role="status"></ul>
  <ul id="alarms" role="status"></ul>
  <h2>Latest passings</h2>
  <table><thead><tr><th>Time<th>Transponder<th>Decoder<th>Loop<th>Strength<th>Hits<th>Number</thead><tbody id="passings"></tbody></table>
</main>
<script>${SCRIPT}</script>
</html>
`;

export const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; color: #123; }
header { display: flex; justify-content: space-between; align-items: baseline; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .25rem .5rem; border-bottom: 1px solid #dde3e8; }
section b { font-size: 2.5rem; }
.connected, .complete { color: #0a7a3c; }
.waiting, .connecting, .not_read, .awaiting_storage, .unlicensed, .closed, .missing, #trouble { color: #b3261e; }
#simulated { padding: .5rem .75rem; background: #fff3cd; border: 1px solid #d9a400; font-weight: bold; }
input, button { font: inherit; padding: .4rem .6rem; }
`;

export const SCRIPT = `
'use strict';
const byId = (id) => document.getElementById(id);
const pair = JSON.parse(sessionStorage.getItem('pair') || 'null');
// Where the gateway is, with and without the slash at the end.
const home = location.origin + location.pathname.replace(/\\/?$/, '/');
const show = (value) => (value === null || value === undefined ? '-' : String(value));

async function ask(path, { key, secret }) {
  const response = await fetch(home + 'api/v1/' + path, { headers: { 'x-api-key': key, 'x-api-secret': secret } });
  const body = await response.json();
  if (!response.ok) throw new Error(body.message);
  return body;
}

function fill(table, rows) {
  table.replaceChildren(...rows.map((cells) => {
    const row = document.createElement('tr');
    for (const [text, style] of cells.map((cell) => [].concat(cell))) {
      const cell = row.insertCell();
      cell.textContent = show(text);
      if (style) cell.className = style;
    }
    return row;
  }));
}

function list(id, sentences) {
  byId(id).replaceChildren(...sentences.map((sentence) => {
    const line = document.createElement('li');
    line.textContent = sentence;
    return line;
  }));
}

async function refresh(credentials) {
  // Without the storage there are no passings, and the decoders still tell how they are.
  const [active, passings] = [ask('transponders/active?minutes=10', credentials), ask('passings?limit=20', credentials)];
  await Promise.allSettled([active, passings]);
  const decoders = await ask('decoders', credentials);
  showDecoders(decoders);
  const unkept = decoders.decoders.filter((d) => d.completeness !== 'complete').map((d) => d.decoder_id);
  const told = unkept.map((id) => ask('decoders/' + encodeURIComponent(id) + '/completeness', credentials));
  // A decoder may be removed in between.
  const sentences = (await Promise.allSettled(told)).flatMap((one, at) => one.value ? [unkept[at] + ': ' + one.value.summary] : []);
  list('unkept', sentences);
  byId('active').textContent = '-';
  byId('active').textContent = (await active).active_transponders;
  showPassings(await passings);
}

function showDecoders(decoders) {
  fill(byId('decoders'), decoders.decoders.map((d) => [
    d.decoder_id + (d.simulated ? ' (simulated)' : ''), [d.last_error ? d.state + ': ' + d.last_error : d.state, d.state], d.passings, [d.completeness, d.completeness],
    Object.values(d.rejected).reduce((sum, count) => sum + count, 0), d.noise,
    d.clock.offset_us === null ? '-' : (d.clock.offset_us / 1000).toFixed(1) + ' ms',
  ]));
  list('warnings', [...new Set(decoders.decoders.flatMap((d) => d.warnings))]);
  const simulated = decoders.decoders.filter((d) => d.simulated).map((d) => d.decoder_id);
  byId('simulated').hidden = simulated.length === 0;
  byId('simulated').textContent = 'This is the demo: the riders of the decoder ' + simulated.join(', ') + ' are invented.';
  list('alarms', decoders.decoders.flatMap((d) => d.alarms.slice(0, 3).map((alarm) =>
    new Date(alarm.time).toLocaleTimeString() + ' ' + d.decoder_id + ': ' + alarm.message)));
}

function timeOf(p) {
  const time = new Date(p.rtc_time).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hour12: false });
  const doubts = [['time_doubtful', 'doubtful'], ['time_from_receipt', 'when received']].filter(([flag]) => p.flags.includes(flag));
  return doubts.length === 0 ? time : time + ' (' + doubts.map(([, word]) => word).join(', ') + ')';
}

function showPassings(passings) {
  fill(byId('passings'), passings.passings.map((p) => [
    timeOf(p), p.transponderid, p.decoder_id, p.loop_id, p.signal_strength, p.hits, p.passing_number,
  ]));
}

async function run(credentials) {
  try {
    await refresh(credentials);
    if (!byId('login').hidden) {
      // Once: a refresh that is under way at the logout must not bring the pair back.
      sessionStorage.setItem('pair', JSON.stringify(credentials));
      byId('login').hidden = true;
      document.querySelector('main').hidden = false;
      byId('logout').hidden = false;
    }
    byId('trouble').textContent = '';
  } catch (error) {
    byId('trouble').textContent = error.message;
    if (document.querySelector('main').hidden) return;
  }
  setTimeout(run, 1000, credentials);
}

byId('login').addEventListener('submit', (event) => {
  event.preventDefault();
  run({ key: byId('key').value, secret: byId('secret').value });
});
byId('logout').addEventListener('click', () => {
  sessionStorage.clear();
  location.reload();
});
byId('api').href = home + 'docs';
if (pair) run(pair);
`;
