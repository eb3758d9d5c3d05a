import { LATEST_SCRIPT } from './latest-script.js';
import { LOGIN_SCRIPT } from './login-script.js';
import { STYLE } from './style.js';
import { TRACK_SCRIPT } from './track-script.js';

export const SCRIPT = `\n'use strict';\n${LOGIN_SCRIPT}${LATEST_SCRIPT}${TRACK_SCRIPT}`;

/**
 * The whole dashboard in one answer: behind a proxy that strips a prefix it may be at `/prefix`, where the paths beside it
 * are not the gateway's. A policy allows its style and script by their hashes.
 */
export const page = (): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>CoachLINK</title>
<style>${STYLE}</style>
<header><h1>CoachLINK</h1><nav><button id="logout" type="button" hidden>Log out</button> <a id="api" href="docs">API</a></nav></header>
<main>
<p id="trouble" role="alert"></p>
<p id="simulated" role="note" hidden></p>
<div id="login">
  <form id="person">
    <h2>Log in</h2>
    <p>With your account, on a device that your administrator registered.</p>
    <label for="email">E-mail</label><input id="email" type="email" autocomplete="username" required>
    <label for="password">Password</label><input id="password" type="password" autocomplete="current-password" required>
    <label for="device">Device</label><input id="device" autocomplete="off" autocapitalize="none" spellcheck="false" required>
    <label for="device-secret">Secret of the device</label><input id="device-secret" type="password" autocomplete="off" required>
    <button>Log in</button>
  </form>
  <form id="pair">
    <h2>Or with an api key</h2>
    <p>A pair with the scope passings:read. The demo prints one when it starts.</p>
    <label for="key">Key (x-api-key)</label><input id="key" autocomplete="off" autocapitalize="none" spellcheck="false" required>
    <label for="secret">Secret (x-api-secret)</label><input id="secret" type="password" autocomplete="off" required>
    <button>Show the track</button>
  </form>
</div>
<div id="track" hidden>
  <section id="riders">
    <p id="riders-age" class="age"></p>
    <p><b id="active">-</b> transponders in the last 10 minutes</p>
  </section>
  <section id="links">
    <h2>Decoders</h2>
    <p id="links-age" class="age"></p>
    <table class="cards"><thead><tr><th scope="col">Decoder<th scope="col">Link<th scope="col">Passings<th scope="col">All kept<th scope="col">Rejected<th scope="col">Noise<th scope="col">Clock offset</thead><tbody id="decoders"></tbody></table>
    <div role="alert"><ul id="warnings"></ul></div>
    <div role="status"><ul id="unkept"></ul></div>
    <div role="status"><ul id="alarms"></ul></div>
  </section>
  <section id="latest">
    <h2>Latest passings</h2>
    <p id="latest-age" class="age"></p>
    <table><thead><tr><th scope="col">Time<th scope="col">Transponder<th scope="col">Decoder<th scope="col">Loop<th scope="col" class="more">Strength<th scope="col" class="more">Hits<th scope="col" class="more">Number</thead><tbody id="passings"></tbody></table>
  </section>
</div>
</main>
<script>${SCRIPT}</script>
</html>
`;
