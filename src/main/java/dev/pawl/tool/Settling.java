package dev.pawl.tool;

import dev.pawl.tool.Chain.Link;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.SourceFile.LineEnding;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets the fixers of a chain work on files until none of them changes any more (I-14). */
final class Settling {

  private static final int PASSES = 10;

  /** One file on its way. */
  static final class Progress {

    private final SourceFile before;
    private final Set<String> used = new LinkedHashSet<>();
    private final Set<String> seen = new HashSet<>();
    private SourceFile now;
    private @Nullable Refused refused;
    private boolean touched;
    private boolean alone = true;

    Progress(SourceFile before) {
      this.before = before;
      this.now = before;
      seen.add(before.text());
    }

    SourceFile before() {
      return before;
    }

    SourceFile now() {
      return now;
    }

    /** The tools that changed it. */
    List<String> used() {
      return List.copyOf(used);
    }

    boolean isChanged() {
      return !now.text().equals(before.text());
    }

    /** Why it is left as it is, if it is. */
    @Nullable Refused refused() {
      return refused;
    }

    /** Whether the file on disk may not be what it was. */
    boolean touched() {
      return touched;
    }

    /** Whether what came of it depends on no other file. */
    boolean alone() {
      return alone;
    }

    void refuse(String tool, String rule, String why) {
      refused = new Refused(tool, rule, why);
      now = before;
      used.clear();
    }
  }

  /** Why a file is left as it is. */
  record Refused(String tool, String rule, String why) {}

  private final Job job;

  Settling(Job job) {
    this.job = job;
  }

  /** Works on the files until each is settled or refused. */
  void settle(Chain chain, List<Progress> files) throws IOException, InterruptedException {
    List<Progress> open = files.stream().filter(file -> file.refused == null).toList();
    for (int pass = 0; pass < PASSES && !open.isEmpty(); pass++) {
      var changed = new LinkedHashSet<Progress>();
      for (Link link : chain.links()) {
        changed.addAll(work(link, open));
      }
      changed.removeIf(file -> file.refused != null);
      for (Progress file : changed) {
        if (!file.seen.add(file.now.text())) {
          file.refuse(names(file), "unstable-format", "the text goes round in a circle");
        }
      }
      changed.removeIf(file -> file.refused != null);
      open = List.copyOf(changed);
    }
    for (Progress file : open) {
      file.refuse(
          names(file), "unstable-format", "the text still changes after " + PASSES + " passes");
    }
  }

  private static String names(Progress file) {
    return String.join(", ", file.used);
  }

  private List<Progress> work(Link link, List<Progress> files)
      throws IOException, InterruptedException {
    var own = new ArrayList<Progress>();
    for (Progress file : files) {
      if (file.refused == null && link.handles(file.now)) {
        if (file.now.lineEnding() == LineEnding.MIXED && !mendsLineEndings(link)) {
          refuseMixed(link, file);
        } else {
          own.add(file);
        }
      }
    }
    if (own.isEmpty()) {
      return List.of();
    }
    if (link.fixer().worksOnDisk()) {
      for (Progress file : own) {
        file.touched = true;
        Files.write(file.now.file(), file.now.encode());
      }
    }
    List<SourceFile> sources = own.stream().map(Progress::now).toList();
    List<Rewrite> rewrites;
    try (var _ = job.spans().of(link.fixer().name())) {
      rewrites = link.fixer().fix(sources, job.of(link.detection()));
    }
    var changed = new ArrayList<Progress>();
    for (int i = 0; i < own.size(); i++) {
      if (taken(own.get(i), rewrites.get(i), link.fixer().name())) {
        changed.add(own.get(i));
      }
    }
    return changed;
  }

  private static boolean mendsLineEndings(Link link) {
    return link.fixer().purpose() == Purpose.LINE_ENDINGS;
  }

  private static void refuseMixed(Link link, Progress file) {
    file.refuse(
        link.fixer().name(),
        "mixed-line-endings",
        "its lines end in different ways; make them equal first");
  }

  private static boolean taken(Progress file, Rewrite rewrite, String tool) {
    file.alone &= rewrite.alone();
    if (rewrite.rule() != null) {
      file.refuse(tool, rewrite.rule(), String.valueOf(rewrite.why()));
      return false;
    }
    if (rewrite.source().text().equals(file.now.text())) {
      return false;
    }
    file.now = rewrite.source();
    file.used.add(tool);
    return true;
  }
}
