package dev.pawl.forge;

/**
 * A pull request to create.
 *
 * @param head the branch with the changes
 * @param base the branch into which they are to be merged
 * @param body the description in Markdown
 */
record PullRequestDraft(String head, String base, String title, String body) {}
