package dev.pawl.credential;

import io.swagger.v3.oas.annotations.Hidden;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** Serves the page of the credentials for git, which requires the scope admin and shows no secrets. */
@Controller
@Hidden
class CredentialPageController {

  private final CredentialService credentials;

  CredentialPageController(CredentialService credentials) {
    this.credentials = credentials;
  }

  @GetMapping("/operate/credentials")
  String credentials(Model model) {
    model.addAttribute("credentials", credentials.findAll());
    model.addAttribute("encrypted", credentials.hasEncryptionKey());
    return "credentials";
  }
}
