package dev.pawl.workflow;

import dev.pawl.command.Finding;
import dev.pawl.workflow.FindingLog.Numbered;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Iterates over findings page by page without loading all of them. Each page is read in its own transaction, so that no
 * transaction stays open while a slow consumer iterates.
 */
record FindingPages(Source source) implements Iterable<Finding> {

  static final int PAGE = 1000;

  /** The source of the pages. */
  @FunctionalInterface
  interface Source {

    /** Returns the findings after a number, in order; fewer than the limit on the last page. */
    List<Numbered> after(int number, int limit);
  }

  @Override
  public Iterator<Finding> iterator() {
    return new Iterator<>() {

      private List<Numbered> page = source.after(0, PAGE);
      private int at;

      @Override
      public boolean hasNext() {
        if (at == page.size() && page.size() == PAGE) {
          page = source.after(page.getLast().number(), PAGE);
          at = 0;
        }
        return at < page.size();
      }

      @Override
      public Finding next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return page.get(at++).finding();
      }
    };
  }
}
