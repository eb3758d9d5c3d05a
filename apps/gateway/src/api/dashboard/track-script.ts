/** State of the track and its age; the third part of the page's script. */
export const TRACK_SCRIPT = `
const PERIOD_MS = 3000;
const OLD_MS = 8000;
const AGES_PERIOD_MS = 1000;
const PARTS = ['riders', 'links', 'latest'];
// When each part that is shown was asked for, and which are refused now.
const asOf = {};
const failing = new Set();
const show = (value) => (value === null || value === undefined ? '-' : String(value));
const clock = (ms) => new Date(ms).toLocaleTimeString();

// In place, and only what changed: a screen reader or a finger that is there stays there.
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function fill(table, labels, rows) {
  while (table.rows.length > rows.length) table.deleteRow(-1);
  for (const [at, cells] of rows.entries()) {
    const row = table.rows[at] || table.insertRow();
    for (const [place, [text, style]] of cells.map((cell) => [].concat(cell)).entries()) {
      const cell = row.cells[place] || row.insertCell();
      write(cell, show(text));
      if (cell.className !== (style || '')) cell.className = style || '';
      if (labels) cell.setAttribute('data-label', labels[place]);
    }
  }
}

function list(id, sentences) {
  const before = Array.from(byId(id).children, (line) => line.textContent);
  if (before.join('\\n') === sentences.join('\\n')) return;
  byId(id).replaceChildren(...sentences.map((sentence) => {
    const line = document.createElement('li');
    line.textContent = sentence;
    return line;
  }));
}

// Also while nothing is answered, and after the screen was dark.
function tellAges() {
  for (const part of PARTS) {
    const ageMs = Date.now() - asOf[part];
    const isOld = asOf[part] !== undefined && (failing.has(part) || ageMs > OLD_MS);
    byId(part).className = isOld ? 'old' : '';
    write(byId(part + '-age'), isOld ? 'As it was at ' + clock(asOf[part]) + ', ' + lasting(ageMs) + ' ago' : '');
  }
}

function lasting(ms) {
  const s = Math.max(0, Math.round(ms / 1000));
  return s < 120 ? s + ' s' : s < 7200 ? Math.round(s / 60) + ' min' : Math.round(s / 3600) + ' h';
}

// Without the storage there are no passings, and the decoders still tell how they are.
async function refresh(login, turn) {
  keepStream(login, turn);
  const askedAt = Date.now();
  const parts = {
    links: ask('decoders', login).then((answer) => tellDecoders(answer, login)),
    riders: ask('transponders/active?minutes=10', login).then(({ active_transponders: active }) => write(byId('active'), String(active))),
  };
  // A silent stream may be one without passings, or a dead line, or be held back by a proxy. One that is heard tells of
  // its line, and not whether the storage behind it answers.
  const isHeard = stream && stream.isLive && Date.now() - stream.heardAt < OLD_MS;
  parts.latest = isHeard ? parts.riders : loadLatest(login);
  const results = await Promise.allSettled(PARTS.map((part) => parts[part]));
  for (const [at, { reason }] of results.entries()) {
    if (reason) failing.add(PARTS[at]);
    else {
      failing.delete(PARTS[at]);
      asOf[PARTS[at]] = askedAt;
    }
  }
  const reasons = results.flatMap(({ reason }) => reason ? [reason] : []);
  const refused = reasons.find(({ status }) => status !== undefined);
  if (reasons.length > 0) throw refused || reasons[0];
}

const LABELS = ['Decoder', 'Link', 'Passings', 'All kept', 'Rejected', 'Noise', 'Clock offset'];
const KEPT = { complete: 'yes', missing: 'no, some are missing', unknown: 'not certain' };

async function tellDecoders({ decoders }, login) {
  fill(byId('decoders'), LABELS, decoders.map((d) => [
    d.decoder_id + (d.simulated ? ' (simulated)' : ''),
    [d.state.replaceAll('_', ' ') + (d.last_error ? ': ' + d.last_error : ''), d.state === 'connected' ? 'good' : 'bad'],
    d.passings,
    [KEPT[d.completeness] || d.completeness, d.completeness === 'complete' ? 'good' : 'bad'],
    Object.values(d.rejected).reduce((sum, count) => sum + count, 0),
    d.noise,
    d.clock.offset_us === null ? '-' : (d.clock.offset_us / 1000).toFixed(1) + ' ms',
  ]));
  list('warnings', [...new Set(decoders.flatMap((d) => d.warnings))]);
  const simulated = decoders.filter((d) => d.simulated).map((d) => d.decoder_id);
  byId('simulated').hidden = simulated.length === 0;
  write(byId('simulated'), simulated.length === 0 ? '' : 'This is the demo: the riders of the decoder ' + simulated.join(', ') + ' are invented.');
  list('alarms', decoders.flatMap((d) => d.alarms.slice(0, 3).map((alarm) => clock(alarm.time) + ' ' + d.decoder_id + ': ' + alarm.message)));
  const unkept = decoders.filter((d) => d.completeness !== 'complete').map((d) => d.decoder_id);
  for (const id of summaries.keys()) if (!unkept.includes(id)) summaries.delete(id);
  await Promise.all(unkept.map((id) => summarize(id, login)));
  list('unkept', unkept.flatMap((id) => summaries.has(id) ? [id + ': ' + summaries.get(id)] : []));
}

// A sentence stays until there is another one; a decoder may be removed in between.
const summaries = new Map();
async function summarize(id, login) {
  try {
    summaries.set(id, (await ask('decoders/' + encodeURIComponent(id) + '/completeness', login)).summary);
  } catch ({ status }) {
    if (status === 404) summaries.delete(id);
  }
}

function enter(login) {
  isIn = true;
  keep(login);
  byId('login').hidden = true;
  byId('track').hidden = false;
  byId('logout').hidden = false;
}

// A login that is over does not see how the track was either.
function leave() {
  isIn = false;
  endStream();
  sessionStorage.clear();
  byId('login').hidden = false;
  byId('track').hidden = true;
  byId('logout').hidden = true;
}

async function run(login, turn) {
  try {
    await refresh(login, turn);
    if (turn !== turns) return;
    if (!isIn) enter(login);
    write(byId('trouble'), '');
  } catch (error) {
    if (turn !== turns) return;
    write(byId('trouble'), error.message);
    if (error.status === 401 || error.status === 403) leave();
    // Decoders are shown without the storage too.
    else if (!isIn && asOf.links !== undefined) enter(login);
    if (!isIn) return;
  }
  tellAges();
  setTimeout(run, PERIOD_MS, login, turn);
}

async function begin(event, login) {
  event.preventDefault();
  const turn = ++turns;
  write(byId('trouble'), '');
  try {
    await run(await login(), turn);
  } catch (error) {
    write(byId('trouble'), error.message);
  }
}

const value = (id) => byId(id).value.trim();
byId('person').addEventListener('submit', (event) => begin(event, () => logIn({ email: value('email'), password: byId('password').value, device: value('device'), secret: value('device-secret') })));
byId('pair').addEventListener('submit', (event) => begin(event, () => ({ pair: { 'x-api-key': value('key'), 'x-api-secret': value('secret') } })));
byId('logout').addEventListener('click', logOut);
byId('api').href = home + 'docs';
setInterval(() => { if (isIn) tellAges(); }, AGES_PERIOD_MS);
document.addEventListener('visibilitychange', () => { if (isIn) tellAges(); });
const kept = JSON.parse(sessionStorage.getItem('login') || 'null');
if (kept) {
  enter(kept);
  run(kept, turns);
}
`;
