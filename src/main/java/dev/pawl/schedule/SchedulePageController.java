package dev.pawl.schedule;

import io.swagger.v3.oas.annotations.Hidden;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Serves the page of the schedules, also of those of one target. */
@Controller
@Hidden
class SchedulePageController {

  private final ScheduleService schedules;

  SchedulePageController(ScheduleService schedules) {
    this.schedules = schedules;
  }

  @GetMapping("/operate/schedules")
  String schedules(@RequestParam(required = false) @Nullable String target, Model model) {
    List<ScheduleView> all = schedules.findAll().stream().map(ScheduleView::of).toList();
    model.addAttribute("target", target);
    model.addAttribute(
        "schedules",
        target == null
            ? all
            : all.stream().filter(schedule -> target.equals(targetOf(schedule))).toList());
    return "schedules";
  }

  /** Returns the path or URL of the target of the workflows; null for an archive. */
  private static @Nullable String targetOf(ScheduleView schedule) {
    JsonNode target = JsonMapper.shared().readTree(schedule.workflow()).path("target");
    JsonNode name = target.has("path") ? target.path("path") : target.at("/git/url");
    return name.asStringOpt().orElse(null);
  }
}
