package dev.pawl.proof;

import dev.pawl.language.Language;
import dev.pawl.refactoring.PythonReferences;
import dev.pawl.tool.FixVerifier;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolContext;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Proves the fixes of linters within a file, and that no other file uses what they remove. */
@Component
class LintFixVerifier implements FixVerifier {

  private static final Set<Purpose> PURPOSES = EnumSet.of(Purpose.IMPORTS);

  /** The files whose names are used by other files or by frameworks, whatever these mention. */
  private static final List<String> SHARED_FILES = List.of("__init__.py", "conftest.py");

  private final RewriteVerifier verifier;

  LintFixVerifier(RewriteVerifier verifier) {
    this.verifier = verifier;
  }

  @Override
  public Verification start(ToolContext context) {
    return new WorkspaceVerification(context);
  }

  private final class WorkspaceVerification implements Verification {

    private final ToolContext context;
    private @Nullable PythonReferences references;

    WorkspaceVerification(ToolContext context) {
      this.context = context;
    }

    @Override
    public Optional<String> findObjection(SourceFile before, SourceFile after)
        throws InterruptedException {
      Optional<String> violation =
          verifier
              .verify(before, after, PURPOSES)
              .map(found -> "%s: the file %s".formatted(found.check(), found.description()));
      boolean python = before.language().filter(Language.PYTHON::equals).isPresent();
      return violation.isPresent() || !python ? violation : findUseElsewhere(before, after);
    }

    private Optional<String> findUseElsewhere(SourceFile before, SourceFile after)
        throws InterruptedException {
      Set<String> removed = importedNames(before);
      removed.removeAll(importedNames(after));
      String file = before.path().substring(before.path().lastIndexOf('/') + 1);
      for (String name : removed) {
        if (SHARED_FILES.contains(file) || references().reach(before.path(), name)) {
          return Optional.of("another file may use %s of this module".formatted(name));
        }
      }
      return Optional.empty();
    }

    private Set<String> importedNames(SourceFile source) {
      var names = new TreeSet<String>();
      SyntaxTree.parse(source)
          .ifPresent(root ->
              root.walk(node ->
                  ImportedName.ofPython(node).forEach(imported -> names.add(imported.name()))));
      return names;
    }

    private synchronized PythonReferences references() throws InterruptedException {
      if (references == null) {
        references = PythonReferences.of(context);
      }
      return references;
    }
  }
}
