import type { Finding } from '../review/finding.ts';
import { codeSpan } from '../review/words.ts';
import type { Context } from './context.ts';

/** A longer address comes from a name that nobody reads, and would crowd out the findings. */
const longestAddress = 600;

type Place = Pick<Finding, 'path' | 'line' | 'endLine'>;

/** Markdown for the place of a finding: its file's name and line, linked to that commit. */
export function shortPlace(finding: Place, context: Context): string {
  const name = finding.path.split('/').at(-1)!;
  return linked(`${name}:${finding.line}`, addressOf(finding, context));
}

/** The same with the whole path and all lines. */
export function fullPlace(finding: Finding, context: Context): string {
  const { path, line, endLine } = finding;
  const lines = endLine > line ? `${line}-${endLine}` : `${line}`;
  return linked(`${path}:${lines}`, addressOf(finding, context));
}

/** Markdown for a whole file at the commit that was reviewed. */
export function fileLink(path: string, context: Context): string {
  return linked(path.split('/').at(-1)!, blob(path, context));
}

/** Markdown for a commit, by its short hash. */
export function commitLink(commit: string, context: Context): string {
  return linked(commit.slice(0, 7), `${repository(context)}/commit/${commit}`);
}

function linked(text: string, address: string): string {
  const shown = codeSpan(text);
  return address.length > longestAddress ? shown : `[${shown}](${address})`;
}

function addressOf({ path, line, endLine }: Place, context: Context): string {
  const end = endLine > line ? `-L${endLine}` : '';
  return `${blob(path, context)}#L${line}${end}`;
}

function blob(path: string, context: Context): string {
  const encoded = path.toWellFormed().split('/').map(encode).join('/');
  return `${repository(context)}/blob/${context.head}/${encoded}`;
}

function repository({ url, repository: { owner, name } }: Context): string {
  return `${url}/${encode(owner)}/${encode(name)}`;
}

/** Percent-encodes what would end a Markdown link, too. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
