import { parseArgs } from 'node:util';
import { serveStory } from './demo/serve.ts';
import { tellStory } from './demo/story.ts';
import { tellInTerminal } from './demo/terminal.ts';

const usage = `Usage: npm run demo -- [--serve] [--port PORT]

Starts the app against a simulated GitHub, opens an example pull request, pushes its repair, and shows
what was posted: here, and on a page on localhost, which ends with Ctrl-C.

  --serve        serves the page although this is no terminal
  --port PORT    of the page (the first free one from 4000)`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      serve: { type: 'boolean', default: process.stdout.isTTY },
      port: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return console.log(usage);
  if (values.port !== undefined && !isPort(values.port)) throw new Error(usage);
  const port = values.port === undefined ? undefined : Number(values.port);

  const story = await tellStory();
  console.log(tellInTerminal(story, process.stdout.columns || 100));
  if (!values.serve) return;
  const served = await serveStory(story, port);
  console.log(`\nThe pull request as it would stand on GitHub: ${served.url}\nCtrl-C ends.`);
  const end = () => void served.close();
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

function isPort(text: string): boolean {
  return /^\d+$/.test(text) && Number(text) < 65_536;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
