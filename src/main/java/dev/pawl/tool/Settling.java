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

/** Runs the fixers of a chain repeatedly until no file changes any more (integrity check I-14). */
final class Settling {

  private static final int PASSES = 10;

  /** The state of one file during the passes. */
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

    /** Returns the names of the tools that changed the file. */
    List<String> used() {
      return List.copyOf(used);
    }

    boolean isChanged() {
      return !now.text().equals(before.text());
    }

    /** Returns the reason why the file is left unchanged, or null. */
    @Nullable Refused refused() {
      return refused;
    }

    /** Returns whether the file on disk may differ from its original content. */
    boolean touched() {
      return touched;
    }

    /** Returns whether the result depends on no other file. */
    boolean alone() {
      return alone;
    }

    void refuse(String tool, String rule, String why) {
      refused = new Refused(tool, rule, why);
      now = before;
      used.clear();
    }
  }

  /** The reason why a file is left unchanged. */
  record Refused(String tool, String rule, String why) {}

  private final Job job;

  Settling(Job job) {
    this.job = job;
  }

  /** Runs the chain on the files until each is stable or rejected; at most 10 passes. */
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
          file.refuse(names(file), "unstable-format", "the fixers run in a cycle");
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
        "it has mixed line endings; normalize them first");
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
