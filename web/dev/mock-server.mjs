// DEVELOPMENT ONLY. A thin stand-in for the Warmline server, with made-up data and no rules of its
// own, so that pages can be built and component checks run without the real one.
//   node dev/mock-server.mjs          API and socket on :8080 (vite proxies to it)
//   node dev/mock-server.mjs --dist   the same, plus the built pages under the production CSP
// POST /mock/offer, /mock/ring, /mock/say {interaction,text} and /mock/drop make things happen.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import { conform } from './conform.mjs';
import { routes as deskRoutes } from './mock-routes.mjs';
import { phoneRoutes, plugIn, resetPhone } from './mock-phone.mjs';
import { board, screenRoutes } from './mock-screens.mjs';
import { counts, history, now, problem, rowOf, rows, say, sockets, state } from './mock-world.mjs';

const port = Number(process.env.MOCK_PORT ?? 8080);
const dist = process.argv.includes('--dist')
  ? fileURLToPath(new URL('../out/dist', import.meta.url))
  : null;
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; " +
  "connect-src 'self'; media-src 'self' blob:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** The first that fits and says anything answers; `undefined` passes on to the next. */
const routes = [
  ['POST', '/mock/reset', () => resetPhone()],
  ...phoneRoutes,
  ...screenRoutes({ rows, counts, problem, state }),
  ...deskRoutes,
];

/** Every route that fits, in order: the first that says anything answers. */
function* matches(method, path) {
  for (const [wanted, pattern, handle] of routes) {
    const names = [...pattern.matchAll(/:(\w+)/g)].map((hit) => hit[1]);
    const found =
      wanted === method && new RegExp(`^${pattern.replace(/:\w+/g, '([^/]+)')}$`).exec(path);
    if (found)
      yield {
        handle,
        params: Object.fromEntries(names.map((name, index) => [name, found[index + 1]])),
      };
  }
}

const OPEN = /^\/(api\/sign-in|mock\/)/;
const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://mock');
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const send = (status, type, body) => {
    response.writeHead(status, {
      'content-type': type,
      'cache-control': 'no-store',
      'content-security-policy': CSP,
    });
    response.end(body);
  };
  for (const found of matches(request.method, url.pathname)) {
    const json = request.headers['content-type']?.includes('json') && chunks.length > 0;
    const body = json ? JSON.parse(Buffer.concat(chunks).toString()) : {};
    const answer =
      state.signedIn || OPEN.test(url.pathname)
        ? found.handle(found.params, body, url.searchParams)
        : problem(401, 'WL-SESSION-REQUIRED', 'sign in first');
    if (answer === undefined) continue;
    if (answer?.problem)
      return send(answer.status, 'application/problem+json', JSON.stringify(answer.problem));
    const file = answer?.file;
    const sent = answer === null || file ? null : JSON.stringify(answer);
    const { status, faults } = url.pathname.startsWith('/api/')
      ? conform(request.method, url.pathname, body, sent && JSON.parse(sent))
      : { status: 200, faults: [] };
    if (faults.length === 0)
      return file ? send(status, answer.type, file) : send(status, 'application/json', sent);
    console.error(request.method, url.pathname, faults);
    return send(500, 'text/plain', faults.join('\n'));
  }
  if (!dist || url.pathname.startsWith('/api/')) return send(404, 'text/plain', 'no such thing');
  const file = join(dist, normalize(url.pathname));
  const page = existsSync(file) && statSync(file).isFile() ? file : join(dist, 'index.html');
  if (url.pathname.startsWith('/assets/') && page !== file)
    return send(404, 'text/plain', 'no such asset');
  response.writeHead(200, {
    'content-type': TYPES[extname(page)] ?? 'application/octet-stream',
    'content-security-policy': CSP,
  });
  createReadStream(page).pipe(response);
});

function serveDesk(socket) {
  socket.on('message', (raw) => {
    const frame = JSON.parse(raw);
    const reply = (answer) => socket.send(JSON.stringify(answer));
    if (frame.type === 'hello') {
      reply({
        type: 'welcome',
        position: state.position,
        server_time: now(),
        heartbeat_seconds: 25,
      });
      if (frame.after !== null)
        for (const old of history) if (old.position > frame.after) reply(old);
      reply({ type: 'counts', ...counts() });
      sockets.add(socket);
    } else if (frame.type === 'message') {
      if (frame.text === '/refuse')
        return reply({
          type: 'refused',
          id: frame.id,
          problem: problem(422, 'WL-MESSAGE-REFUSED', 'this message cannot be sent').problem,
        });
      reply({
        type: 'ack',
        id: frame.id,
        number: say(frame.interaction, frame.id, frame.text, frame.attachments).number,
      });
    } else if (frame.type === 'read') {
      const row = rowOf(frame.interaction);
      row.unread = 0;
    } else if (frame.type === 'subscribe') {
      clearInterval(socket.board);
      const push = () => reply({ type: 'board', board: board(Date.now(), counts()) });
      if (frame.board) socket.board = setInterval(push, 1000);
    } else if (frame.type === 'ping') reply({ type: 'pong' });
  });
  socket.on('close', () => {
    clearInterval(socket.board);
    sockets.delete(socket);
  });
}

const lines = new WebSocketServer({ noServer: true });
const doors = { '/api/desk/socket': serveDesk, '/api/phone/socket': plugIn };
server.on('upgrade', (request, socket, head) => {
  const serve = doors[new URL(request.url, 'http://mock').pathname];
  if (serve) lines.handleUpgrade(request, socket, head, serve);
  else socket.destroy();
});

server.listen(port, '127.0.0.1', () =>
  console.log(`mock on http://127.0.0.1:${port}${dist ? ' with built pages' : ''}`),
);
