import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { registry } from '../checks/index.ts';
import { sectionsOf } from '../src/commands/explain-page.ts';
import type { Check } from '../src/review/check.ts';

const folder = new URL('../docs/checks/', import.meta.url);

/** The pages under docs/checks/, by file name: one for each check, and their index. */
export async function checkPages(): Promise<Map<string, string>> {
  const checks = await Promise.all(registry.map((entry) => entry.load()));
  const pages = new Map(checks.map((check) => [`${check.id}.md`, pageOf(check)]));
  return pages.set('README.md', indexOf(checks));
}

/** Writes the pages, and removes those of checks that are gone. */
export async function writeCheckPages(): Promise<void> {
  const pages = await checkPages();
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    if (!pages.has(name)) await rm(new URL(name, folder));
  }
  for (const [name, text] of pages) await writeFile(new URL(name, folder), text);
}

function pageOf(check: Check): string {
  const final = check.onError === 'fail' ? 'nobody can accept it' : 'a person can accept it';
  const facts = [
    `- Id: \`${check.id}\``,
    `- Category: ${check.category}`,
    `- Severity: ${check.severity}${check.severity === 'error' ? `; ${final}` : ''}`,
    ...(check.category === 'style'
      ? [`- Off until it is asked for: \`checks: { ${check.id}: ${check.severity} }\``]
      : []),
    ...(check.needs === 'statements' && check.sized
      ? ['- With `tables` in the configuration: an error on a large table, a notice on a small one']
      : []),
    ...(check.covers.length > 0 ? [`- Rows of the catalogue: ${check.covers.join(', ')}`] : []),
  ];
  const sections = sectionsOf(check).map(({ heading, body }) => `## ${heading}\n\n${body}\n`);
  return [`# ${check.title}\n`, `${facts.join('\n')}\n`, ...sections].join('\n');
}

function indexOf(checks: readonly Check[]): string {
  const blocks = [...Map.groupBy(checks, ({ category }) => category)].map(([category, members]) => {
    const rows = members.map(
      ({ id, title, severity }) => `| [${id}](${id}.md) | ${severity} | ${title} |`,
    );
    const note =
      category === 'style' ? 'Conventions, which are off until they are asked for.\n\n' : '';
    return `## ${category}\n\n${note}| check | severity | what it finds |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return `# Checks\n\nEach page is rendered from the check's own file under \`checks/\`.\n\n${blocks.join('\n')}`;
}
