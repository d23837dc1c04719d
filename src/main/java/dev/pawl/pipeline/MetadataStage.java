package dev.pawl.pipeline;

import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandSpec;
import dev.pawl.recovery.Stage;
import org.springframework.stereotype.Component;

/** Checks the metadata of the command. */
@Component
class MetadataStage implements StageCheck {

  @Override
  public Stage stage() {
    return Stage.METADATA;
  }

  @Override
  public Checked check(Passage attempt) {
    CommandFile file = attempt.step().definition();
    if (file != null && !file.isValid()) {
      return Checked.failed(
          file.name() + " is not valid: " + file.diagnostics().getFirst().message());
    }
    CommandSpec spec = attempt.spec();
    return Checked.passed(
        "%s, agents %s, dependencies %s"
            .formatted(
                spec.modifies() ? "modifies files" : "reads only",
                String.join(", ", spec.agents()),
                spec.dependencies().isEmpty() ? "none" : String.join(", ", spec.dependencies())));
  }
}
