import { Marked } from 'marked';
import type { Moment, Story } from './story.ts';

/**
 * Makes the function that renders what was posted, as GitHub renders it. Links to lines of the
 * reviewed commit lead to those lines on the page; where nothing stands, no link is.
 */
export function createMarkdown(story: Story, moment: Moment): (markdown: string) => string {
  const blob = `${story.url}/${story.repository}/blob/${moment.head}/`;
  const marked = new Marked({
    gfm: true,
    renderer: {
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens);
        if (!href.startsWith(blob)) return text;
        const place = href
          .slice(blob.length)
          .replace('#', ':')
          .replace(/-L\d+$/, '');
        return `<a href="#${place}">${text}</a>`;
      },
    },
  });
  return (markdown) => marked.parse(markdown, { async: false });
}
