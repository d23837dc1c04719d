package dev.pawl.workflow;

import dev.pawl.command.Finding;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/** Merges the findings of several steps, each in the order of files and lines, without loading all of them. */
record MergedFindings(List<? extends Iterable<Finding>> sources) implements Iterable<Finding> {

  /** The next finding of a source. */
  private record Head(Finding finding, int source, Iterator<Finding> rest) {}

  private static final Comparator<Head> ORDER =
      Comparator.comparing((Head head) -> head.finding().file())
          .thenComparingInt(head -> head.finding().line())
          .thenComparingInt(Head::source);

  @Override
  public Iterator<Finding> iterator() {
    var heads = new PriorityQueue<Head>(Math.max(1, sources.size()), ORDER);
    for (int source = 0; source < sources.size(); source++) {
      add(heads, source, sources.get(source).iterator());
    }
    return new Iterator<>() {

      @Override
      public boolean hasNext() {
        return !heads.isEmpty();
      }

      @Override
      public Finding next() {
        Head head = heads.poll();
        if (head == null) {
          throw new NoSuchElementException();
        }
        add(heads, head.source(), head.rest());
        return head.finding();
      }
    };
  }

  private static void add(PriorityQueue<Head> heads, int source, Iterator<Finding> rest) {
    if (rest.hasNext()) {
      heads.add(new Head(rest.next(), source, rest));
    }
  }
}
