import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { createWholeFetch } from '../../src/github/whole-fetch.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('an answer comes with its status, its headers and its body, or with none', async () => {
  const address = await serve(({ url }, response) => {
    if (url === '/empty') return response.writeHead(204).end();
    return response.writeHead(201, { 'x-header': 'value' }).end('body');
  });
  const answer = await createWholeFetch()(address);
  expect([answer.status, answer.headers.get('x-header')]).toEqual([201, 'value']);
  expect(await answer.text()).toBe('body');
  expect((await createWholeFetch()(`${address}/empty`)).status).toBe(204);
});

test('an answer that breaks off is a failure and not a short answer', async () => {
  const address = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"half":', () => response.destroy());
  });
  await expect(createWholeFetch()(address)).rejects.toThrow();
});

test('an answer that does not begin, or does not end, is not waited for', async () => {
  const address = await serve(({ url }, response) => {
    if (url === '/half') response.writeHead(200).write('half');
  });
  const impatient = createWholeFetch(50);
  await expect(impatient(address)).rejects.toThrow(/timeout/);
  await expect(impatient(`${address}/half`)).rejects.toThrow(/timeout/);
});
