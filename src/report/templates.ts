import { readdirSync, readFileSync } from 'node:fs';
import Mustache from 'mustache';

const folder = new URL('../../templates/', import.meta.url);
const ending = '.mustache';

const templates: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => [name.slice(0, -ending.length), readFileSync(new URL(name, folder), 'utf8')]),
);

/**
 * Fills the template of that name; the others are its partials. `escape` makes free text of
 * `{{name}}`; `{{{name}}}` takes what is safe already.
 *
 * @throws Error when there is no such template
 */
export function render(name: string, view: object, escape: (text: string) => string): string {
  const template = templates[name];
  if (template === undefined) throw new Error(`no template ${name}`);
  const escapeValue = (value: unknown) => escape(String(value));
  return Mustache.render(template, view, templates, { escape: escapeValue });
}
