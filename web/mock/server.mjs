// node mock/server.mjs [--port N] [--empty]: answers the contract with the made-up city, and serves dist/ at "/".
import { readFileSync, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answers, files } from './answers.mjs';

/** The same words as the server's; e2e/csp.mjs compares them where the server's source is at hand. */
export const csp = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; form-action 'self'";
const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.mjs': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.json': 'application/json' };

function page(path, res) {
  const wanted = normalize(join(dist, path));
  const file = wanted.startsWith(dist) && existsSync(wanted) && statSync(wanted).isFile() ? wanted : join(dist, 'index.html');
  const deep = file.endsWith('index.html');
  res.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream', 'cache-control': deep ? 'no-cache' : 'public, max-age=31536000, immutable', 'content-security-policy': csp, 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' });
  res.end(readFileSync(file));
}

export function serve({ port = 0, empty = false } = {}) {
  const world = { empty, sessions: new Map(), jobs: new Map() };
  const server = createServer((req, res) => {
    const url = new URL(req.url, 'http://x');
    const parts = [];
    req.on('data', (d) => parts.push(d));
    req.on('end', () => {
      if (!url.pathname.startsWith('/api/') && !url.pathname.startsWith('/tiles/')) return page(decodeURIComponent(url.pathname), res);
      const body = Buffer.concat(parts);
      const headers = { 'content-security-policy': csp, 'cache-control': 'no-cache' };
      const reply = (status, what, type = 'application/json', more = {}) => {
        res.writeHead(status, { ...headers, 'content-type': type, ...more });
        res.end(Buffer.isBuffer(what) || typeof what === 'string' ? what : what === undefined ? '' : JSON.stringify(what));
      };
      const refuse = (status, en, zh) => reply(status, { type: 'about:blank', title: en, status, detail: { en, zh }, where: url.pathname, hint: { en: '', zh: '' } }, 'application/problem+json');
      try {
        const session = world.sessions.get(/session=([^;]+)/.exec(req.headers.cookie ?? '')?.[1]);
        if (req.method !== 'GET' && url.pathname !== '/api/v1/session' && req.headers['x-cityloop-token'] !== session?.token) return refuse(403, 'The token is missing.', '缺少令牌。');
        if (files({ url, reply })) return;
        const json = body.length && (req.headers['content-type'] ?? '').includes('json') ? JSON.parse(body) : undefined;
        if (!answers({ world, session, method: req.method, url, json, body, reply, refuse, res, headers })) refuse(404, 'There is nothing here.', '这里什么也没有。');
      } catch (e) {
        console.error(e);
        refuse(500, String(e), String(e));
      }
    });
  });
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve({ port: server.address().port, close: () => { server.closeAllConnections(); server.close(); } })));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const i = process.argv.indexOf('--port');
  const { port } = await serve({ port: i > 0 ? Number(process.argv[i + 1]) : 8090, empty: process.argv.includes('--empty') });
  console.log(`http://127.0.0.1:${port}/  (any name of a role, password "demo")`);
}
