#!/usr/bin/env node
import module from 'node:module';

const oldestNode = [22, 20] as const;

const commands = {
  check: async () => (await import('./commands/check.ts')).check,
  lint: async () => (await import('./commands/lint.ts')).lint,
  pr: async () => (await import('./commands/pr.ts')).pr,
  replay: async () => (await import('./commands/replay.ts')).replay,
  preflight: async () => (await import('./commands/preflight.ts')).preflight,
  plan: async () => (await import('./commands/plan.ts')).plan,
  rollback: async () => (await import('./commands/rollback.ts')).rollback,
  diagnose: async () => (await import('./commands/diagnose.ts')).diagnose,
  'fix-history': async () => (await import('./commands/fix-history.ts')).fixHistory,
  explain: async () => (await import('./commands/explain.ts')).explain,
  stats: async () => (await import('./commands/stats.ts')).stats,
};

/** Runs a command and gives the exit code. Each command is loaded only when it is called. */
async function dispatch([name, ...args]: string[]): Promise<number> {
  if (name !== undefined && Object.hasOwn(commands, name)) {
    const command = await commands[name as keyof typeof commands]();
    return command(args);
  }
  const { general } = await import('./commands/general.ts');
  return general(name, Object.keys(commands));
}

function isSupported(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
}

async function main(): Promise<void> {
  if (!isSupported()) {
    const needed = `Node ${oldestNode.join('.')} or newer is needed; this is ${process.version}.`;
    process.stderr.write(`db-review: ${needed} In a clone: npm ci && npm run -s db-review\n`);
    process.exitCode = 2;
    return;
  }
  module.enableCompileCache();
  // A reader that has seen enough, such as head, closes the pipe: no fault of anybody.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  // Ends by exit, so that temporary files are removed. The codes are the shell's: 128 and the signal.
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  try {
    process.exitCode = await dispatch(process.argv.slice(2));
  } catch (error) {
    const { reportFailure } = await import('./commands/failure.ts');
    process.exitCode = reportFailure(error);
  }
}

await main();
