import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { registry } from '../checks/index.ts';
import type { Check } from '../src/review/check.ts';
import { presetNames, presets } from '../src/review/presets.ts';
import { leftOut, type PeerRule, peerRules } from './peer-rules.ts';

const head = `# Moving from another tool

What each rule of other tools is called here, and why some have no counterpart. Rules that a tool
has without a name are listed by what they are about. What no other tool has is not listed: see
[the checks](checks/README.md).

A tool's rules can be taken over at once by its preset, or one by one under \`checks\`:

\`\`\`yaml
# .github/db-review.yml
preset: squawk
checks:
  prefer-text: off
\`\`\`

\`-- squawk-ignore rule\` and its kin become \`-- db-review-ignore check: reason\`.
`;

/** The text of docs/moving-from.md. */
export async function movingFrom(): Promise<string> {
  const checks = await Promise.all(registry.map((entry) => entry.load()));
  const sections = [...Map.groupBy(peerRules(), ({ tool }) => tool)].map(([tool, rules]) => {
    const preset = presetNames.find(
      (name) => 'tool' in presets[name] && presets[name].tool === tool,
    );
    const note = preset ? `As a preset: \`preset: ${preset}\`.\n\n` : '';
    const rows = rules.map((rule) => `| ${nameOf(rule)} | ${counterpart(rule, checks)} |`);
    return `## ${tool}\n\n${note}| its rule | here |\n| --- | --- |\n${rows.join('\n')}\n`;
  });
  return [head, ...sections].join('\n');
}

function nameOf({ rule, rows }: PeerRule): string {
  return rule === null ? `on ${rows[0]}` : `\`${rule}\``;
}

function counterpart({ tool, rule, rows }: PeerRule, checks: readonly Check[]): string {
  const named = checks.filter(({ sources }) =>
    sources.some((source) => source.tool === tool && source.rule === rule),
  );
  const related = checks.filter(({ covers }) => covers.some((row) => rows.includes(row)));
  const same = named.length > 0 ? named : related;
  if (same.length > 0) return same.map(({ id }) => `[${id}](checks/${id}.md)`).join(', ');
  const reasons = new Set(rows.flatMap((row) => leftOut[row] ?? []));
  return reasons.size > 0 ? `left out: ${[...reasons].join(' ')}` : 'no check yet';
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await writeFile(new URL('../docs/moving-from.md', import.meta.url), await movingFrom());
}
