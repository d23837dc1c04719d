package dev.pawl.engine.pipeline;

import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandSpec;
import dev.pawl.recovery.StepStage;
import org.springframework.stereotype.Component;

/** Checks the metadata of the command. */
@Component
class MetadataStage implements PipelineStage {

  @Override
  public StepStage stage() {
    return StepStage.METADATA;
  }

  @Override
  public StageResult execute(AttemptContext attempt) {
    CommandFile file = attempt.step().definition();
    if (file != null && !file.isValid()) {
      return StageResult.failed(
          file.name() + " is not valid: " + file.diagnostics().getFirst().message());
    }
    CommandSpec spec = attempt.spec();
    return StageResult.passed(
        "%s, agents %s, dependencies %s"
            .formatted(
                spec.modifies() ? "modifies files" : "reads only",
                String.join(", ", spec.agents()),
                spec.dependencies().isEmpty() ? "none" : String.join(", ", spec.dependencies())));
  }
}
