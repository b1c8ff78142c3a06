/** Where the configuration stands in a repository. */
export const configurationPath = '.github/db-review.yml';
