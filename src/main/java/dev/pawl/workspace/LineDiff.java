package dev.pawl.workspace;

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
 * Compares texts by their rare lines. The time of that grows with the square of the lines, so a large text is first parted at the
 * lines that both have once and in the same order (known as patience diff); a large part without any is replaced as a whole.
 */
final class LineDiff extends DiffAlgorithm {

  /** The lines of the one times those of the other: some 10 ms for a thousand of each. */
  private static final long MOST = 1_000_000;

  /** How often a part is parted again, at lines that are there once in this part only. */
  private static final int LEVELS = 8;

  private static final DiffAlgorithm BY_RARE_LINES = new HistogramDiff();
  private static final DiffAlgorithm ONLY = new LineDiff(LEVELS);
  private static final int NONE = -1;

  private final int levels;

  private LineDiff(int levels) {
    this.levels = levels;
  }

  /** What all comparisons of texts are made by. */
  static DiffAlgorithm algorithm() {
    return ONLY;
  }

  @Override
  public <S extends Sequence> EditList diffNonCommon(
      SequenceComparator<? super S> comparator, S before, S after) {
    if ((long) before.size() * after.size() <= MOST) {
      return BY_RARE_LINES.diffNonCommon(comparator, before, after);
    }
    int[] partners = levels == 0 ? new int[0] : inOrder(partners(comparator, before, after));
    if (Arrays.stream(partners).allMatch(partner -> partner == NONE)) {
      return EditList.singleton(new Edit(0, before.size(), 0, after.size()));
    }
    var edits = new EditList();
    int beginBefore = 0;
    int beginAfter = 0;
    for (int line = 0; line < partners.length; line++) {
      if (partners[line] != NONE) {
        var part = new Edit(beginBefore, line, beginAfter, partners[line]);
        edits.addAll(part(comparator, before, after, part));
        beginBefore = line + 1;
        beginAfter = partners[line] + 1;
      }
    }
    var last = new Edit(beginBefore, before.size(), beginAfter, after.size());
    edits.addAll(part(comparator, before, after, last));
    return edits;
  }

  private <S extends Sequence> EditList part(
      SequenceComparator<? super S> comparator, S before, S after, Edit part) {
    if (part.isEmpty()) {
      return new EditList(0);
    }
    Subsequence<S> a = Subsequence.a(before, part);
    Subsequence<S> b = Subsequence.b(after, part);
    EditList edits = new LineDiff(levels - 1).diff(new SubsequenceComparator<S>(comparator), a, b);
    return Subsequence.toBase(edits, a, b);
  }

  /** For each line before the same line after, where both have it once. */
  private static <S extends Sequence> int[] partners(
      SequenceComparator<? super S> comparator, S before, S after) {
    var partners = new int[before.size()];
    Arrays.fill(partners, NONE);
    long[] a = byHash(comparator, before);
    long[] b = byHash(comparator, after);
    int i = 0;
    int j = 0;
    while (i < a.length && j < b.length) {
      int hash = Math.min(hash(a[i]), hash(b[j]));
      int endA = end(a, i, hash);
      int endB = end(b, j, hash);
      if (endA == i + 1
          && endB == j + 1
          && comparator.equals(before, (int) a[i], after, (int) b[j])) {
        partners[(int) a[i]] = (int) b[j];
      }
      i = endA;
      j = endB;
    }
    return partners;
  }

  /** Hash and number of each line: sorted, not mapped, so that many lines of one hash cost no more than others. */
  private static <S extends Sequence> long[] byHash(
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

  /** The most partners that do not cross: the longest increasing subsequence, by the piles of patience sorting. */
  private static int[] inOrder(int[] partners) {
    var tops = new int[partners.length];
    var below = new int[partners.length];
    int piles = 0;
    for (int line = 0; line < partners.length; line++) {
      if (partners[line] != NONE) {
        int pile = pile(partners, tops, piles, partners[line]);
        below[line] = pile == 0 ? NONE : tops[pile - 1];
        tops[pile] = line;
        piles = Math.max(piles, pile + 1);
      }
    }
    var kept = new int[partners.length];
    Arrays.fill(kept, NONE);
    for (int line = piles == 0 ? NONE : tops[piles - 1]; line != NONE; line = below[line]) {
      kept[line] = partners[line];
    }
    return kept;
  }

  /** The first pile whose top is not before the partner; a binary search, since tops are in order. */
  private static int pile(int[] partners, int[] tops, int piles, int partner) {
    int low = 0;
    int high = piles;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (partners[tops[middle]] < partner) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
