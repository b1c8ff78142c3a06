import picomatch from 'picomatch';
import type { ReleasedRule } from '../../review/settings.ts';
import type { Client } from './client.ts';

/** Pages of 100 tags that are looked through; the newest stand on the first one. */
const mostPages = 3;

/** The commit that was released last, by a tag or a deployment; null where there is none. */
export function findRelease(client: Client, rule: ReleasedRule): Promise<string | null> {
  return 'tag' in rule ? newestTag(client, rule.tag) : newestDeployment(client, rule.deployment);
}

interface Tags {
  readonly repository: {
    readonly refs: {
      readonly nodes: readonly {
        readonly name: string;
        readonly target: { readonly oid: string; readonly target?: { readonly oid: string } };
      }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  };
}

const tagsQuery = `query ($owner: String!, $repo: String!, $after: String) {
  repository(owner: $owner, name: $repo) {
    refs(refPrefix: "refs/tags/", first: 100, after: $after,
      orderBy: { field: TAG_COMMIT_DATE, direction: DESC }) {
      nodes { name target { oid ... on Tag { target { oid } } } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

/** Of the tags that match, the one with the newest commit. */
async function newestTag(client: Client, glob: string): Promise<string | null> {
  const isMatch = picomatch(glob);
  let after: string | null = null;
  for (let page = 0; page < mostPages; page += 1) {
    const variables: object = { after };
    const answer: Tags = await client.ask('Tags', (octokit, names) =>
      octokit.graphql<Tags>(tagsQuery, { ...names, ...variables }),
    );
    const { nodes, pageInfo } = answer.repository.refs;
    const found = nodes.find(({ name }) => isMatch(name));
    if (found) return found.target.target?.oid ?? found.target.oid;
    if (!pageInfo.hasNextPage) return null;
    after = pageInfo.endCursor;
  }
  return null;
}

interface Deployments {
  readonly repository: {
    readonly deployments: {
      readonly nodes: readonly { readonly commitOid: string; readonly state: string | null }[];
    };
  };
}

const deploymentsQuery = `query ($owner: String!, $repo: String!, $environment: String!) {
  repository(owner: $owner, name: $repo) {
    deployments(environments: [$environment], first: 30,
      orderBy: { field: CREATED_AT, direction: DESC }) {
      nodes { commitOid state }
    }
  }
}`;

/** The newest deployment to an environment that succeeded. */
async function newestDeployment(client: Client, environment: string): Promise<string | null> {
  const { repository } = await client.ask('Deployments', (octokit, names) =>
    octokit.graphql<Deployments>(deploymentsQuery, { ...names, environment }),
  );
  const found = repository.deployments.nodes.find(
    ({ state }) => state === 'ACTIVE' || state === 'SUCCESS',
  );
  return found?.commitOid ?? null;
}
