package dev.pawl.workspace;

import org.eclipse.jgit.diff.DiffAlgorithm;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.MyersDiff;
import org.eclipse.jgit.diff.Sequence;
import org.eclipse.jgit.diff.SequenceComparator;

/**
 * Compares texts by their rare lines. Where both have common ones only, such as empty lines and braces of a file that is laid out
 * anew, the shortest difference takes a time that grows with the square of the lines; a large part is replaced as a whole then.
 */
final class LineDiff extends DiffAlgorithm {

  /** The lines of the one times those of the other: some 10 ms for a thousand of each. */
  private static final long MOST = 1_000_000;

  private static final DiffAlgorithm ONLY = byRareLines();

  private LineDiff() {}

  /** What all comparisons of texts are made by. */
  static DiffAlgorithm algorithm() {
    return ONLY;
  }

  private static DiffAlgorithm byRareLines() {
    var histogram = new HistogramDiff();
    histogram.setFallbackAlgorithm(new LineDiff());
    return histogram;
  }

  @Override
  public <S extends Sequence> EditList diffNonCommon(
      SequenceComparator<? super S> comparator, S before, S after) {
    return (long) before.size() * after.size() > MOST
        ? EditList.singleton(new Edit(0, before.size(), 0, after.size()))
        : MyersDiff.INSTANCE.diffNonCommon(comparator, before, after);
  }
}
