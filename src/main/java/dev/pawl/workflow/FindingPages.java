package dev.pawl.workflow;

import dev.pawl.command.Finding;
import dev.pawl.workflow.FindingLog.Numbered;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Findings that are never all in memory: a page is read when the one before is used up, each in a moment of its own, so that
 * no transaction lasts as long as whoever reads.
 */
record FindingPages(Source source) implements Iterable<Finding> {

  static final int PAGE = 1000;

  /** Where the pages come from. */
  @FunctionalInterface
  interface Source {

    /** The findings after the one of a number, in their order; fewer than the limit when there are no more. */
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
