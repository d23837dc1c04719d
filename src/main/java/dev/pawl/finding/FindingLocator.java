package dev.pawl.finding;

import dev.pawl.command.Finding;
import dev.pawl.finding.ExaminedWorkflow.ExaminedStep;
import dev.pawl.snapshot.LineMapping;
import dev.pawl.snapshot.SnapshotGoneException;
import dev.pawl.snapshot.SnapshotReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Moves findings to their lines in the reader's version of a file: the submitted file, unless the workflow overwrites it
 * with its result. A running workflow is treated as if it were completed.
 */
final class FindingLocator {

  /** The number of files whose line mappings are kept; findings are ordered by file. */
  private static final int MAX_MAPPINGS = 16;

  private record MappingKey(String tree, String file) {}

  /** Reads files of stored states. */
  @FunctionalInterface
  interface StateReader {

    /** Returns the content of a file of a tree; empty if there is no such file. */
    Optional<byte[]> read(String tree, String file) throws IOException;
  }

  private final boolean resultInTarget;
  private final @Nullable String resultTree;
  private final Map<UUID, String> trees;
  private final StateReader states;
  private final Map<MappingKey, Optional<LineMapping>> mappings = new HashMap<>();

  /**
   * Creates a locator.
   *
   * @param resultInTarget whether the reader's files are those of the result
   * @param resultTree the tree of the result; null if there is none yet
   * @param trees the trees that the steps have seen, by step
   */
  FindingLocator(
      boolean resultInTarget,
      @Nullable String resultTree,
      Map<UUID, String> trees,
      StateReader states) {
    this.resultInTarget = resultInTarget;
    this.resultTree = resultTree;
    this.trees = trees;
    this.states = states;
  }

  /** Creates a locator for the findings of a workflow. */
  static FindingLocator of(ExaminedWorkflow workflow, SnapshotReader snapshots) {
    var trees = new HashMap<UUID, String>();
    for (ExaminedStep step : workflow.steps()) {
      if (step.tree() != null) {
        trees.put(step.id(), step.tree());
      }
    }
    return new FindingLocator(
        workflow.resultInTarget(),
        workflow.resultTree(),
        trees,
        (tree, file) -> snapshots.readFile(workflow.target(), tree, file));
  }

  /** Returns a finding of a step with its place in the reader's version of the file. */
  Finding locate(UUID step, Finding finding) {
    if (finding.line() == 0) {
      return finding;
    }
    int line = resultInTarget ? resultLine(step, finding) : finding.submittedLine();
    return line == 0 ? finding : finding.movedTo(line);
  }

  /** Returns the line in the result, which later steps may have changed since. */
  private int resultLine(UUID step, Finding finding) {
    String tree = trees.get(step);
    if (tree == null || resultTree == null || tree.equals(resultTree)) {
      return finding.line();
    }
    var key = new MappingKey(tree, finding.file());
    Optional<LineMapping> mapping = mappings.get(key);
    if (mapping == null) {
      mapping = mapping(key, resultTree);
      if (mappings.size() >= MAX_MAPPINGS) {
        mappings.clear();
      }
      mappings.put(key, mapping);
    }
    return mapping.map(lines -> lines.map(finding.line())).orElse(finding.line());
  }

  private Optional<LineMapping> mapping(MappingKey key, String result) {
    try {
      Optional<byte[]> from = states.read(key.tree(), key.file());
      Optional<byte[]> to = states.read(result, key.file());
      return from.isPresent() && to.isPresent()
          ? Optional.of(LineMapping.between(from.get(), to.get()))
          : Optional.empty();
    } catch (SnapshotGoneException ignored) {
      // Without the stored states, the lines that the tool has seen are the best that is known.
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
