import { closesFence, opensFence, type Fence } from '../../report/markdown.ts';

/** A command in a comment: its first word, and what stands behind it on the line. */
export interface Command {
  /** Empty for a bare `/db-review`. */
  readonly name: string;
  readonly argument: string;
}

const commandLine = /^ {0,3}\/db-review(?:[ \t]+(\S+)(?:[ \t]+(\S.*?))?)?[ \t]*$/;

/**
 * The first command of a comment; null where there is none. It stands alone on its line, outside of
 * quotes, code and HTML comments, so that quoting one does not run it.
 */
export function parseCommand(body: string): Command | null {
  let fence: Fence | null = null;
  const visible = body.replace(/<!--[\s\S]*?(?:-->|$)/g, (hidden) => hidden.replace(/[^\n]/g, ' '));
  for (const line of visible.split(/\r\n|\n|\r/)) {
    if (fence) {
      if (closesFence(line, fence)) fence = null;
      continue;
    }
    fence = opensFence(line);
    const match = commandLine.exec(line);
    if (match) return { name: (match[1] ?? '').toLowerCase(), argument: match[2] ?? '' };
  }
  return null;
}
