package dev.pawl.registry;

import java.net.URI;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Thrown when a name matches no command, or more than one. */
class CommandNotFoundException extends ErrorResponseException {

  private static final long serialVersionUID = 1;
  private static final int MAX_NAME_LENGTH = 100;

  CommandNotFoundException(String name, List<String> suggestions) {
    super(HttpStatus.NOT_FOUND, problem(name, suggestions), null);
  }

  private static ProblemDetail problem(String name, List<String> suggestions) {
    String shortName =
        name.length() > MAX_NAME_LENGTH ? name.substring(0, MAX_NAME_LENGTH) + "..." : name;
    String hint =
        suggestions.isEmpty()
            ? "GET /api/v1/commands lists all commands."
            : "Similar names: " + String.join(", ", suggestions) + ".";
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.NOT_FOUND, "No command is named %s. %s".formatted(shortName, hint));
    problem.setType(URI.create("/problems/command-not-found"));
    problem.setTitle("Unknown command");
    problem.setProperty("suggestions", suggestions);
    return problem;
  }
}
