package dev.pawl.lock;

import io.swagger.v3.oas.annotations.Hidden;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** Serves the page of the held locks and the workflows that wait for them. */
@Controller
@Hidden
class LockPageController {

  private final LockService locks;

  LockPageController(LockService locks) {
    this.locks = locks;
  }

  @GetMapping("/operate/locks")
  String locks(Model model) {
    model.addAttribute("locks", locks.findAll());
    return "locks";
  }
}
