import { git } from './git.ts';

/** Paths to their new content; null deletes. */
export type Files = Readonly<Record<string, string | Uint8Array | null>>;

export interface CommitOptions {
  branch: string;
  /** The parent; undefined for a first commit. */
  parent: string | undefined;
  files: Files;
  message: string;
  date: Date;
}

/** Makes a commit and moves the branch to it, without a work tree. Gives its SHA. */
export async function commit(directory: string, options: CommitOptions): Promise<string> {
  const at = `GitHub <noreply@github.com> ${Math.floor(options.date.getTime() / 1000)} +0000`;
  const parts: (string | Uint8Array)[] = [
    `commit refs/heads/${options.branch}\nmark :1\nauthor ${at}\ncommitter ${at}\n`,
    ...data(options.message),
    options.parent ? `from ${options.parent}\n` : '',
  ];
  for (const [path, content] of Object.entries(options.files)) {
    if (content === null) parts.push(`D ${quoted(path)}\n`);
    else parts.push(`M 100644 inline ${quoted(path)}\n`, ...data(content));
  }
  parts.push('\nget-mark :1\ndone\n');
  const input = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const printed = await git(directory, ['fast-import', '--quiet', '--force', '--done'], { input });
  return printed.trim();
}

function data(content: string | Uint8Array): (string | Uint8Array)[] {
  const bytes = Buffer.from(content);
  return [`data ${bytes.length}\n`, bytes, '\n'];
}

function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
