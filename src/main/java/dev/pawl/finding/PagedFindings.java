package dev.pawl.finding;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Iterates over findings page by page without loading all of them. Each page is read in its own transaction, so that no
 * transaction stays open while a slow consumer iterates.
 */
record PagedFindings(PageSource source) implements Iterable<ReportedFinding> {

  static final int PAGE_SIZE = 1000;

  /** The source of the pages. */
  @FunctionalInterface
  interface PageSource {

    /** Returns the findings after a number, in order; fewer than the limit on the last page. */
    List<NumberedFinding> loadAfter(int number, int limit);
  }

  @Override
  public Iterator<ReportedFinding> iterator() {
    return new Iterator<>() {

      private List<NumberedFinding> page = source.loadAfter(0, PAGE_SIZE);
      private int at;

      @Override
      public boolean hasNext() {
        if (at == page.size() && page.size() == PAGE_SIZE) {
          page = source.loadAfter(page.getLast().number(), PAGE_SIZE);
          at = 0;
        }
        return at < page.size();
      }

      @Override
      public ReportedFinding next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return page.get(at++).reported();
      }
    };
  }
}
