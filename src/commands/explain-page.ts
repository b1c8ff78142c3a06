import type { OptionDeclaration } from '../review/options.ts';
import type { AcceptedExample, Check, FlaggedExample } from '../review/check.ts';

/** A part of the page of a check; the body is Markdown. */
export interface Section {
  readonly heading: string;
  readonly body: string;
}

/** What a check knows, in the order in which a person asks. Sections without content are left out. */
export function sectionsOf(check: Check): Section[] {
  const sections = [
    { heading: 'What it says', body: check.message },
    { heading: 'Why', body: check.why },
    { heading: 'What to do', body: check.todo },
    ...Object.values(check.variants ?? {}).map(({ message, why, todo }) => ({
      heading: 'In a special case',
      body: [message, why, todo].filter((text) => text !== undefined).join('\n\n'),
    })),
    { heading: 'Options', body: optionsOf(check) },
    { heading: 'Reported', body: examplesOf(check.examples.flagged) },
    { heading: 'Not reported', body: examplesOf(check.examples.accepted) },
    {
      heading: 'The same rule elsewhere',
      body: check.sources.map(({ tool, rule }) => `- ${tool}: ${rule}`).join('\n'),
    },
  ];
  return sections
    .filter(({ body }) => body !== '')
    .map(({ heading, body }) => ({ heading, body: withoutHoles(body) }));
}

/** `{table}` is filled in a finding; on a page it stands for any table. */
function withoutHoles(text: string): string {
  return text.replace(/\{(\w+)\}/g, '<$1>');
}

/** What a team can set in its configuration. */
function optionsOf(check: Check): string {
  const options = 'options' in check ? (check.options ?? {}) : {};
  const items = Object.entries(options).map(([name, option]) => {
    const values = option.type === 'choice' ? ` One of ${option.values.join(', ')}.` : '';
    return `- \`${name}\`: ${option.what}${values} Default: \`${JSON.stringify(option.default)}\`.`;
  });
  if (items.length === 0) return '';
  const [[name, option]] = Object.entries(options) as [[string, OptionDeclaration]];
  const sample = `checks:\n  ${check.id}:\n    ${name}: ${JSON.stringify(option.default)}`;
  return `${items.join('\n')}\n\n\`\`\`yaml\n${sample}\n\`\`\``;
}

/** A list; loose where there is code between its items. */
function examplesOf(examples: readonly (FlaggedExample | AcceptedExample)[]): string {
  const items = examples.map(example);
  return items.join(items.some((item) => item.includes('\n')) ? '\n\n' : '\n');
}

function example(each: FlaggedExample | AcceptedExample): string {
  const { title, released, schema, sql = [] } = each;
  const conditions = [
    each.transaction && `--transaction ${each.transaction}`,
    each.pending && `--pending ${each.pending}`,
    each.postgres && `--postgres ${each.postgres}`,
    ...Object.entries(each.options ?? {}).map(
      ([name, value]) => `${name}: ${JSON.stringify(value)}`,
    ),
  ].filter((condition) => condition !== undefined);
  const heading = [title, ...conditions.map((condition) => `\`${condition}\``)].join(', ');
  const files = [
    ...(released === undefined ? [] : [`-- applied before\n${released}`]),
    ...(typeof sql === 'string' ? [sql] : sql),
  ];
  if (schema !== undefined) return `- ${heading}:\n\n\`\`\`ts\n${codeOf(schema)}\n\`\`\``;
  if (each.code !== undefined) return `- ${heading}:\n\n\`\`\`ts\n${each.code.trim()}\n\`\`\``;
  if (files.length === 0) return `- ${heading}`;
  return `- ${heading}:\n\n\`\`\`sql\n${files.map((file) => file.trim()).join('\n\n')}\n\`\`\``;
}

function codeOf(schema: NonNullable<AcceptedExample['schema']>): string {
  if (typeof schema === 'string') return schema.trim();
  return `// before\n${schema.before.trim()}\n\n// with the change\n${schema.after.trim()}`;
}
