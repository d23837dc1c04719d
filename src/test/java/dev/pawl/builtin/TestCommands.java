package dev.pawl.builtin;

import dev.pawl.builtin.FixerRunner.FixRequest;
import dev.pawl.cache.Cache;
import dev.pawl.command.Command;
import dev.pawl.command.CommandSpec;
import dev.pawl.proof.RewriteVerifier;
import dev.pawl.suppression.SuppressionService;
import dev.pawl.tool.CommandContexts;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.TextFixer;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.tool.testing.ToolBeans;
import dev.pawl.workspace.TestWorkspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Creates commands of an open workspace that run the real tools. */
public final class TestCommands {

  private TestCommands() {}

  public static Command verify(TestWorkspace open) {
    return new VerifyCommand(
        open.workspaces(),
        ToolBeans.get(CheckerRunner.class),
        ToolBeans.get(SuppressionService.class));
  }

  public static Command format(TestWorkspace open) {
    return new FixCommandConfiguration(open.workspaces(), ToolBeans.get(FixerRunner.class))
        .format();
  }

  public static Command cleanup(TestWorkspace open) {
    return new FixCommandConfiguration(open.workspaces(), ToolBeans.get(FixerRunner.class))
        .cleanup();
  }

  /** Returns the commands that rewrite files, in the order in which a workflow runs them, with all formatters. */
  public static List<Command> fixers(TestWorkspace open) {
    var configuration =
        new FixCommandConfiguration(
            open.workspaces(), ToolBeans.withWasmFormatters().getBean(FixerRunner.class));
    return List.of(
        configuration.format(),
        configuration.cleanup(),
        configuration.createMergeCommand(
            CommandSpec.modifying("quality/dedupe_advanced", "Merges methods"), List.of()));
  }

  /** Returns the paths of the files that a fixer changes, with whether the proofs accept the change. */
  public static Map<String, Boolean> tryFixer(
      Path target, UnaryOperator<String> fixer, Purpose purpose, Set<Purpose> purposes)
      throws IOException, InterruptedException {
    var open = TestWorkspace.of(target);
    open.folder();
    var runner =
        new FixerRunner(
            new FixerChainFactory(
                List.of(new FunctionFixer(fixer, purpose)), source -> Optional.empty()),
            ToolBeans.get(RewriteVerifier.class),
            Cache.NONE);
    var context = CommandContexts.inWorkspace(open.key(), new ArrayList<>());
    var configFiles = new ToolConfigFiles(open.workspace().files());
    FixerChain chain =
        runner.chain(open.workspace(), configFiles, new FixRequest(purposes, false), context);
    var accepted = new TreeMap<String, Boolean>();
    runner
        .fix(configFiles.files(), chain, purposes, context)
        .forEach(result -> accepted.put(result.path(), result.isChanged()));
    return accepted;
  }

  /** A fixer of any file. */
  private record FunctionFixer(UnaryOperator<String> function, Purpose purpose)
      implements TextFixer {

    @Override
    public String name() {
      return "broken";
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public boolean handles(SourceFile source) {
      return source.language().isPresent();
    }

    @Override
    public String fix(SourceFile source) {
      return function.apply(source.text());
    }
  }
}
