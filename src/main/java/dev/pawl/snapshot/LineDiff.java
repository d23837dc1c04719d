package dev.pawl.snapshot;

import java.util.Arrays;
import org.eclipse.jgit.diff.DiffAlgorithm;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.Sequence;
import org.eclipse.jgit.diff.SequenceComparator;
import org.eclipse.jgit.diff.Subsequence;
import org.eclipse.jgit.diff.SubsequenceComparator;

/**
 * Compares texts with the histogram algorithm, by their rare lines. Its time grows with the square of the number of
 * lines, so a large text is first split at the lines that occur once in both texts and in the same order (patience
 * diff). A large part without such lines is replaced as a whole.
 */
public final class LineDiff extends DiffAlgorithm {

  /** The maximum product of both numbers of lines for a histogram diff: about 10 ms for a thousand lines each. */
  private static final long MAX_HISTOGRAM_PRODUCT = 1_000_000;

  /** How many times a part is split again, at lines that occur once in this part only. */
  private static final int MAX_LEVELS = 8;

  private static final DiffAlgorithm HISTOGRAM_DIFF = new HistogramDiff();
  private static final DiffAlgorithm INSTANCE = new LineDiff(MAX_LEVELS);
  private static final int NONE = -1;

  private final int levels;

  private LineDiff(int levels) {
    this.levels = levels;
  }

  /** Returns the algorithm for all comparisons of texts. */
  public static DiffAlgorithm algorithm() {
    return INSTANCE;
  }

  @Override
  public <S extends Sequence> EditList diffNonCommon(
      SequenceComparator<? super S> comparator, S before, S after) {
    if ((long) before.size() * after.size() <= MAX_HISTOGRAM_PRODUCT) {
      return HISTOGRAM_DIFF.diffNonCommon(comparator, before, after);
    }
    int[] matches =
        levels == 0 ? new int[0] : longestIncreasing(uniqueMatches(comparator, before, after));
    if (Arrays.stream(matches).allMatch(match -> match == NONE)) {
      return EditList.singleton(new Edit(0, before.size(), 0, after.size()));
    }
    var edits = new EditList();
    int beginBefore = 0;
    int beginAfter = 0;
    for (int line = 0; line < matches.length; line++) {
      if (matches[line] != NONE) {
        var part = new Edit(beginBefore, line, beginAfter, matches[line]);
        edits.addAll(diffPart(comparator, before, after, part));
        beginBefore = line + 1;
        beginAfter = matches[line] + 1;
      }
    }
    var last = new Edit(beginBefore, before.size(), beginAfter, after.size());
    edits.addAll(diffPart(comparator, before, after, last));
    return edits;
  }

  private <S extends Sequence> EditList diffPart(
      SequenceComparator<? super S> comparator, S before, S after, Edit part) {
    if (part.isEmpty()) {
      return new EditList(0);
    }
    Subsequence<S> a = Subsequence.a(before, part);
    Subsequence<S> b = Subsequence.b(after, part);
    EditList edits = new LineDiff(levels - 1).diff(new SubsequenceComparator<S>(comparator), a, b);
    return Subsequence.toBase(edits, a, b);
  }

  /** Returns for each old line the equal new line, if the line occurs once in both texts. */
  private static <S extends Sequence> int[] uniqueMatches(
      SequenceComparator<? super S> comparator, S before, S after) {
    var matches = new int[before.size()];
    Arrays.fill(matches, NONE);
    long[] a = sortedByHash(comparator, before);
    long[] b = sortedByHash(comparator, after);
    int i = 0;
    int j = 0;
    while (i < a.length && j < b.length) {
      int hash = Math.min(hash(a[i]), hash(b[j]));
      int endA = end(a, i, hash);
      int endB = end(b, j, hash);
      if (endA == i + 1
          && endB == j + 1
          && comparator.equals(before, (int) a[i], after, (int) b[j])) {
        matches[(int) a[i]] = (int) b[j];
      }
      i = endA;
      j = endB;
    }
    return matches;
  }

  /** Returns the sorted hashes and numbers of all lines; unlike a map, this is not slowed down by equal hashes. */
  private static <S extends Sequence> long[] sortedByHash(
      SequenceComparator<? super S> comparator, S lines) {
    var keys = new long[lines.size()];
    Arrays.setAll(keys, line -> (long) comparator.hash(lines, line) << Integer.SIZE | line);
    Arrays.sort(keys);
    return keys;
  }

  private static int hash(long key) {
    return (int) (key >> Integer.SIZE);
  }

  private static int end(long[] keys, int from, int hash) {
    int end = from;
    while (end < keys.length && hash(keys[end]) == hash) {
      end++;
    }
    return end;
  }

  /** Returns the largest set of pairs that do not cross: the longest increasing subsequence, by patience sorting. */
  private static int[] longestIncreasing(int[] matches) {
    var tops = new int[matches.length];
    var predecessors = new int[matches.length];
    int piles = 0;
    for (int line = 0; line < matches.length; line++) {
      if (matches[line] != NONE) {
        int pile = findPile(matches, tops, piles, matches[line]);
        predecessors[line] = pile == 0 ? NONE : tops[pile - 1];
        tops[pile] = line;
        piles = Math.max(piles, pile + 1);
      }
    }
    var result = new int[matches.length];
    Arrays.fill(result, NONE);
    for (int line = piles == 0 ? NONE : tops[piles - 1]; line != NONE; line = predecessors[line]) {
      result[line] = matches[line];
    }
    return result;
  }

  /** Returns the first pile whose top is not less than the partner, by binary search: the tops are sorted. */
  private static int findPile(int[] matches, int[] tops, int piles, int match) {
    int low = 0;
    int high = piles;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (matches[tops[middle]] < match) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
