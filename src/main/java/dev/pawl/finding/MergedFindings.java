package dev.pawl.finding;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/** Merges the findings of several steps, each in the order of files and lines, without loading all of them. */
record MergedFindings(List<? extends Iterable<ReportedFinding>> sources)
    implements Iterable<ReportedFinding> {

  /** The next finding of a source. */
  private record Head(ReportedFinding reported, int source, Iterator<ReportedFinding> rest) {

    String file() {
      return reported.finding().file();
    }

    int line() {
      return reported.finding().line();
    }
  }

  private static final Comparator<Head> ORDER =
      Comparator.comparing(Head::file).thenComparingInt(Head::line).thenComparingInt(Head::source);

  @Override
  public Iterator<ReportedFinding> iterator() {
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
      public ReportedFinding next() {
        Head head = heads.poll();
        if (head == null) {
          throw new NoSuchElementException();
        }
        add(heads, head.source(), head.rest());
        return head.reported();
      }
    };
  }

  private static void add(PriorityQueue<Head> heads, int source, Iterator<ReportedFinding> rest) {
    if (rest.hasNext()) {
      heads.add(new Head(rest.next(), source, rest));
    }
  }
}
